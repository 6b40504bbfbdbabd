// What the server says, and how it is asked. The token lives in this tab alone unless it is to be kept.

export interface Summary {
  case: string; created: string; changed: string; revision: number;
  state: 'waiting' | 'failed' | 'look' | 'ready' | 'sent';
  models: number; classes: string[]; findings: { id: string; severity: string }[];
  suggestions: number; open: number; picture: number | null;
}
export interface Finding { id: string; severity: 'info' | 'warning' | 'error'; text: string; hint?: string; count: number; at?: number[] }
export type Quantity = Record<string, unknown> & { layer: string };
export interface Reading {
  unit: { value: string; known: string };
  values: Record<string, Quantity>; absent: Record<string, string>;
  findings: Finding[]; class?: { best: string; probability: number; evidence?: string[] };
}
export interface Model {
  id: number; sha256: string | null; status: string; class: string | null; format: string | null;
  bytes: number; error?: string; reading: Reading | null;
}
export interface Sent { value: string; by?: string; at?: string }
export interface Case { case: string; created: string; revision: number; sent?: Sent; models: Model[]; findings: Finding[] }
export interface Field { id: string; title: string; value: unknown; layer: string; source: string; by?: string; at?: string }
export interface Section { id: string; title: string; note?: string; fields: Field[] }
export interface Form { case: string; open: number; notes: string[]; sections: Section[] }
export interface Billing { case: string; units: { code: string; units: number; counts: string }[]; notes: string[] }
export interface Upload { case: string; ready: boolean; columns: { name: string; value: string; required: boolean }[]; problems: string[] }
export interface ProfileShare { n: number; of: number; share: number; low: number; high: number }
export interface ProfileCell { column: string; site: ProfileShare | null; community: ProfileShare | null; differs: boolean }
export interface ProfileSpread {
  id: string; title: string; unit: string; of: string; n: number | null; mean: number; quarter: number; median: number;
  three_quarters: number; community_mean: number | null; community_median: number | null; differs: boolean;
}
export interface Profile {
  cases: number | null; community: { title: string; source: string; cases: number | null };
  tables: { id: string; title: string; rows: { word: string; hidden: boolean; cells: ProfileCell[] }[] }[];
  spreads: ProfileSpread[]; differences: string[];
}
export interface Version { version: string; site: string | null; cases: number; waiting: number; upload: boolean; drop: boolean; you: { name: string; role: string } }

export class Problem extends Error {
  constructor(readonly status: number, message: string,
              readonly changed?: { what: string; by: string; at: string }) { super(message); }
}

const kToken = 'printgauge-token';
export const token = {
  get: (): string => sessionStorage.getItem(kToken) ?? localStorage.getItem(kToken) ?? '',
  set(value: string, keep: boolean): void {
    sessionStorage.setItem(kToken, value);
    if (keep) localStorage.setItem(kToken, value);
  },
  forget(): void { sessionStorage.removeItem(kToken); localStorage.removeItem(kToken); },
};

async function ask(method: string, path: string, body?: unknown, tag?: string): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token.get()}` };
  const file = body instanceof Blob;
  if (body !== undefined) headers['Content-Type'] = file ? 'application/octet-stream' : 'application/json';
  if (tag) headers['If-Match'] = tag;
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? null : file ? body : JSON.stringify(body) });
  } catch {
    throw new Problem(0, 'The server does not answer. What you see is the last that was known; it goes on by itself when the server is back.');
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({})) as { detail?: string; changed?: { what: string; by: string; at: string } };
  throw new Problem(response.status, told.detail ?? `The server answered ${response.status}.`, told.changed);
}

const json = async <T>(path: string): Promise<T> => await (await ask('GET', path)).json() as T;
const at = (...parts: string[]): string => parts.map(encodeURIComponent).join('/');

export interface Tagged { form: Form; tag: string }
async function formOf(response: Response): Promise<Tagged> {
  return { form: await response.json() as Form, tag: response.headers.get('ETag') ?? '' };
}

/** A file with the name that the server gave it. */
async function fileOf(path: string): Promise<{ blob: Blob; named: string | undefined }> {
  const response = await ask('GET', path);
  return { blob: await response.blob(), named: /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] };
}

export const api = {
  version: () => json<Version>('v1/version'),
  cases: (query: string) => json<{ total: number; cases: Summary[]; next: string | null }>(`v1/cases?${query}`),
  case: (id: string) => json<Case>(`v1/cases/${at(id)}`),
  form: async (id: string) => formOf(await ask('GET', `v1/cases/${at(id)}/form`)),
  billing: (id: string) => json<Billing>(`v1/cases/${at(id)}/billing`),
  sent: async (id: string, file: string, tag: string) => formOf(await ask('PUT', `v1/cases/${at(id)}/sent`, { value: file }, tag)),
  notSent: async (id: string, tag: string) => formOf(await ask('DELETE', `v1/cases/${at(id)}/sent`, undefined, tag)),
  upload: (id: string) => json<Upload>(`v1/cases/${at(id)}/upload`),
  profile: () => json<Profile>('v1/profile'),
  file: fileOf,
  send: async (id: string, ending: string, file: File): Promise<void> => {
    await ask('POST', `v1/cases/${at(id)}/models?suffix=${encodeURIComponent(ending)}`, file);
  },
  picture: async (model: number): Promise<Blob> => await (await ask('GET', `v1/models/${model}/picture`)).blob(),
  surface: async (model: number): Promise<ArrayBuffer> => await (await ask('GET', `v1/models/${model}/surface`)).arrayBuffer(),
  put: async (id: string, field: string, value: unknown, tag: string) =>
    formOf(await ask('PUT', `v1/cases/${at(id)}/form/${at(field)}`, { value }, tag)),
  drop: async (id: string, field: string, tag: string) =>
    formOf(await ask('DELETE', `v1/cases/${at(id)}/form/${at(field)}`, undefined, tag)),
  decide: async (id: string, field: string, what: 'accept' | 'reject', value: unknown, tag: string) =>
    formOf(await ask('POST', `v1/cases/${at(id)}/form/${at(field)}/${what}`, { value }, tag)),
};

export interface Listener { onCase(summary: Summary): void; onAnew(): void; onState(live: boolean): void }

/** Follows the record for as long as the page is open; a lost connection is taken up where it was. */
export async function follow(listener: Listener): Promise<never> {
  let last = '';
  for (;;) {
    try {
      const response = await ask('GET', 'v1/events' + (last ? `?after=${last}` : ''));
      listener.onState(true);
      if (!last) listener.onAnew();
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const events = (rest + value).split('\n\n');
        rest = events.pop() ?? '';
        for (const event of events) {
          const lines = new Map(event.split('\n').map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
          last = lines.get('id') ?? last;
          if (lines.get('event') === 'anew') listener.onAnew();
          if (lines.get('event') === 'case') listener.onCase((JSON.parse(lines.get('data')!) as { case: Summary }).case);
        }
      }
    } catch { /* said below */ }
    listener.onState(false);
    await new Promise(resolve => setTimeout(resolve, 2000));
  }
}
