// How values of the form look, and how they are typed in.

import type { Field } from './api';
import { button, h, words, type Child } from './dom';

interface Part { region?: string | null; subregion?: string | null; structure?: string | null; laterality?: string | null; comment?: string | null; volume_mm3?: number | null }
interface Print { printer?: string | null; material?: string | null; copies?: number; scale?: number | null }
interface Effort { hours: number | null; minutes: number | null; unknown: boolean }

const kObjectTypes = { anatomic_model: 'Anatomic Model', anatomic_guide: 'Anatomic Guide' };
const kPartFields = ['region', 'subregion', 'structure', 'laterality', 'comment'] as const;

function partText(part: Part): string {
  const said = kPartFields.map(name => part[name]).filter(Boolean).join(' / ') || 'structure not told';
  return part.volume_mm3 ? `${said} · ${(part.volume_mm3 / 1000).toFixed(2)} mL` : said;
}

export function shown(field: Field): Child[] {
  const value = field.value;
  if (field.id === 'object_type') return [kObjectTypes[value as keyof typeof kObjectTypes] ?? words(String(value))];
  if (field.id === 'scale') return [value === 1 ? '1 : 1' : String(value)];
  if (field.id === 'time_saved_min') return [`${String(value)} min`];
  if (field.id.startsWith('effort_')) {
    const effort = value as Effort;
    return [effort.unknown ? 'unknown' : `${effort.hours ?? 0} h ${effort.minutes ?? 0} min`];
  }
  if (field.id === 'anatomic_parts')
    return [h('ol', {}, ...(value as Part[]).map(part => h('li', {}, partText(part))))];
  if (field.id === 'prints')
    return [h('ol', {}, ...(value as Print[]).map(one => h('li', {},
      `${one.printer ?? 'printer not stated'}, ${one.material ?? 'material not stated'}, ${one.copies ?? 1}×`)))];
  return [typeof value === 'string' ? value : JSON.stringify(value)];
}

type Keep = (value: unknown) => void;

function frame(read: () => unknown, keep: Keep, cancel: () => void, ...content: Child[]): HTMLElement {
  return h('form', {
    class: 'editor',
    onsubmit: (event: Event) => { event.preventDefault(); keep(read()); },
    onkeydown: (event: KeyboardEvent) => { if (event.key === 'Escape') cancel(); },
  }, ...content, h('div', { class: 'actions' }, h('button', { type: 'submit', class: 'primary' }, 'Keep'), button('Cancel', cancel)));
}

function partsEditor(field: Field, keep: Keep, cancel: () => void): HTMLElement {
  const rows = h('div', { class: 'parts' });
  const add = (part: Part): void => {
    rows.append(h('fieldset', {}, h('legend', {}, `Part ${rows.children.length + 1}`),
      ...kPartFields.map(name => h('label', {}, h('span', {}, name), h('input', { name, value: part[name] ?? '', maxlength: 2000 })))));
  };
  for (const part of (field.value as Part[] | null) ?? [{}]) add(part);
  const read = (): Part[] => [...rows.querySelectorAll('fieldset')].map(set =>
    Object.fromEntries([...set.querySelectorAll('input')].filter(i => i.value.trim()).map(i => [i.name, i.value.trim()])))
    .filter(part => Object.keys(part).length > 0);
  return frame(read, keep, cancel, h('p', { class: 'quiet small' }, 'The dominant part first; a part left empty goes.'), rows,
    button('One more part', () => { if (rows.children.length < 20) add({}); }));
}

function effortEditor(field: Field, keep: Keep, cancel: () => void): HTMLElement {
  const now = field.value as Effort | null;
  const number = (label: string, value: number | null | undefined, max: number): HTMLInputElement =>
    h('input', { type: 'number', min: 0, max, value: value ?? 0, 'aria-label': label });
  const hours = number('Hours', now?.hours, 1000);
  const minutes = number('Minutes', now?.minutes, 59);
  const unknown = h('input', { type: 'checkbox', checked: now?.unknown });
  return frame(() => unknown.checked ? { unknown: true } : { hours: Number(hours.value), minutes: Number(minutes.value), unknown: false },
    keep, cancel, h('div', { class: 'inline' }, hours, 'h', minutes, 'min', h('label', { class: 'check' }, unknown, 'unknown')));
}

export function editorOf(field: Field, keep: Keep, cancel: () => void): HTMLElement {
  if (field.id === 'anatomic_parts') return partsEditor(field, keep, cancel);
  if (field.id.startsWith('effort_')) return effortEditor(field, keep, cancel);
  if (field.id === 'object_type') {
    const choice = h('select', { 'aria-label': field.title },
      ...Object.entries(kObjectTypes).map(([id, text]) => h('option', { value: id, selected: id === field.value }, text)));
    return frame(() => choice.value, keep, cancel, choice);
  }
  if (['scale', 'physical_models', 'time_saved_min'].includes(field.id)) {
    const input = h('input', { type: 'number', required: true, step: field.id === 'scale' ? 'any' : 1,
      min: field.id === 'time_saved_min' ? 0 : field.id === 'scale' ? 0.001 : 1, value: (field.value as number | null) ?? '', 'aria-label': field.title });
    return frame(() => Number(input.value), keep, cancel, input);
  }
  const input = h('textarea', { rows: 2, required: true, maxlength: 2000, 'aria-label': field.title,
    value: typeof field.value === 'string' ? field.value : '' });
  return frame(() => input.value.trim(), keep, cancel, input);
}
