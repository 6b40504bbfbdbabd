// What leaves the record: the registry's file with what it still lacks, suggested billing units,
// files for other systems.

import { api, Problem, type Billing, type Sent, type Tagged, type Upload } from './api';
import { button, h, when, type Child } from './dom';

/** A change of the case as it was last seen, by its tag. */
export type Write = (tag: string) => Promise<Tagged>;

export interface About {
  hasMap(): boolean;
  mayWrite(): boolean;
  sent(): Sent | undefined;
  write(write: Write, said: string, undo?: Write): void;
}

export class HandOver {
  readonly element = h('details', { class: 'handover', 'data-section': 'handover', open: true });
  private readonly said = h('p', { class: 'small', role: 'status' });
  private id = '';

  constructor(private readonly about: About) {}

  /** Anew for this case; what cannot be had is said in its place. */
  async refresh(id: string): Promise<void> {
    this.id = id;
    const [billing, upload] = await Promise.all([
      api.billing(id).catch((error: unknown) => error as Problem),
      this.about.hasMap() ? api.upload(id).catch((error: unknown) => error as Problem) : null]);
    if (this.id !== id) return;
    this.said.replaceChildren();
    const lacks = upload && !(upload instanceof Problem) ? upload.problems.length : 0;
    const parts: Child[] = [
      h('summary', {}, h('span', {}, 'Hand over'), h('span', { class: 'quiet small' }, lacks ? `${lacks} missing for the file` : '')),
      ...this.file(upload), this.said, ...this.sent(), ...this.billing(billing),
      h('h3', {}, 'For other systems'),
      h('div', { class: 'actions' },
        this.save('FHIR bundle', `v1/cases/${encodeURIComponent(id)}/fhir`, `${id}.fhir.json`),
        this.save('All cases, CSV', 'v1/statistics.csv', 'models.csv'),
        this.save('REDCap records', 'v1/redcap/records.csv', 'redcap_records.csv'),
        this.save('REDCap dictionary', 'v1/redcap/dictionary.csv', 'redcap_dictionary.csv'))];
    this.element.replaceChildren(...parts.filter(one => one instanceof Node));
  }

  private save(label: string, path: string, name: string, primary = false): HTMLButtonElement {
    return button(label, () => void this.download(path, name), primary ? { class: 'primary' } : {});
  }
  private async download(path: string, name: string): Promise<void> {
    try {
      const { blob, named } = await api.file(path);
      const link = h('a', { href: URL.createObjectURL(blob), download: named ?? name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      this.said.replaceChildren(`${named ?? name} is saved. `);
      // Whether it reached the registry only a person can say.
      if (named?.startsWith('3dp_case_') && this.about.mayWrite()) {
        const id = this.id;
        this.said.append(button('It is sent', () => this.about.write(tag => api.sent(id, named, tag), `${id}: sent to the registry.`,
                                                                       tag => api.notSent(id, tag))));
      }
    } catch (error) {
      this.said.textContent = (error as Error).message;
    }
  }

  private sent(): Child[] {
    const sent = this.about.sent();
    if (!sent) return [];
    const id = this.id;
    return [h('p', { class: 'small sent' }, `Sent ${when(sent.at ?? '')} by ${sent.by ?? 'somebody'}, as ${sent.value}. `,
      this.about.mayWrite() && button('Not sent', () => this.about.write(tag => api.notSent(id, tag), `${id}: not sent.`,
                                                                          tag => api.sent(id, sent.value, tag))))];
  }
  private file(upload: Upload | Problem | null): Child[] {
    const head = h('h3', {}, "The registry's file");
    if (!upload)
      return [head, h('p', { class: 'quiet small' }, 'The server was started without the site\'s column map (--map), so it cannot write the file.')];
    if (upload instanceof Problem) return [head, h('p', { class: 'quiet small' }, upload.message)];
    if (upload.problems.length)
      return [head, h('p', { class: 'small' }, 'Missing for the file:'),
        h('ul', { class: 'lacks small' }, ...upload.problems.map(one => h('li', {}, one)))];
    const path = `v1/cases/${encodeURIComponent(upload.case)}/upload`;
    return [head, h('p', { class: 'quiet small' }, `Ready: ${upload.columns.length} columns. Each file gets a name of its own.`),
      h('div', { class: 'actions' }, this.save('Text file', `${path}.txt`, '3dp_case.txt', true), this.save('Workbook', `${path}.xlsx`, '3dp_case.xlsx'))];
  }
  private billing(billing: Billing | Problem): Child[] {
    const head = h('h3', {}, 'Billing units', h('span', { class: 'layer suggested' }, ' suggested'));
    if (billing instanceof Problem) return [head, h('p', { class: 'quiet small' }, billing.message)];
    return [head,
      billing.units.length > 0 && h('table', { class: 'units small' }, ...billing.units.map(one =>
        h('tr', {}, h('td', {}, one.code), h('td', {}, `${one.units} ×`), h('td', { class: 'quiet' }, one.counts)))),
      ...billing.notes.map(note => h('p', { class: 'quiet small' }, note))];
  }
}
