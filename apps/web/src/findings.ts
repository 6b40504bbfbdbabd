// What was noticed and what was measured, in words and numbers.

import type { Case, Finding, Model, Quantity } from './api';
import { h, words } from './dom';

const number = (value: unknown): number | null => typeof value === 'number' && Number.isFinite(value) ? value : null;
const member = (values: Record<string, Quantity>, id: string, name = 'value'): number | null => number(values[id]?.[name]);

/** Three significant digits, and never an exponent. */
export function rounded(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}

/** Walls and gaps: printers tell hundredths of a millimetre, not more. */
export const mm = (value: number): string => value.toFixed(value < 9.995 ? 2 : 1);

/** A sentence of the record as people write it: "0.8 mm2 at (18, -0, 7)" with ² and without -0. */
export const written = (text: string): string =>
  text.replace(/\b(mm|cm)([23])\b/g, (_, unit: string, power: string) => unit + (power === '2' ? '²' : '³')).replace(/-0(?![\d.])/g, '0');

/** No more digits than the uncertainty allows. */
function withPlusMinus(value: number, plusMinus: number | null, unit: string): string {
  if (plusMinus === null || plusMinus < 5e-5) return `${rounded(value)} ${unit}`;
  const digits = plusMinus > 0 ? Math.max(0, Math.min(4, 1 - Math.floor(Math.log10(plusMinus)))) : 2;
  return `${value.toFixed(Math.min(digits, 4))} ± ${plusMinus.toPrecision(1)} ${unit}`;
}

function sizeText(values: Record<string, Quantity>, id: string): string | null {
  const size = values[id]?.['size'];
  return Array.isArray(size) ? `${(size as number[]).map(s => s.toFixed(1)).join(' × ')} mm` : null;
}

interface Row { title: string; text: string; layer: string }

function rowsOf(model: Model): Row[] {
  const values = model.reading?.values ?? {};
  const rows: Row[] = [];
  const add = (title: string, id: string, text: string | null): void => {
    if (text !== null) rows.push({ title, text, layer: values[id]?.layer ?? 'measured' });
  };
  add('Size', 'aligned_box_mm', sizeText(values, 'aligned_box_mm'));
  add('Smallest box', 'oriented_box_mm', sizeText(values, 'oriented_box_mm'));
  const volume = member(values, 'volume_mm3');
  const plusMinus = member(values, 'volume_mm3', 'plus_minus');
  add('Volume', 'volume_mm3', volume === null ? null : withPlusMinus(volume / 1000, plusMinus === null ? null : plusMinus / 1000, 'mL'));
  const area = member(values, 'surface_area_mm2');
  add('Surface', 'surface_area_mm2', area === null ? null : `${rounded(area / 100)} cm²`);
  const wall = (name: string): number | null => member(values, 'wall_sphere_mm', name);
  for (const [title, name] of [['Thinnest wall', 'min'], ['Median wall', 'median']] as const)
    add(title, 'wall_sphere_mm', wall(name) === null ? null : `${mm(wall(name)!)} mm`);
  const gap = member(values, 'gap_mm');
  add('Narrowest gap', 'gap_mm', gap === null ? null : `${mm(gap)} mm`);
  const support = member(values, 'support_volume_mm3');
  const best = member(values, 'best_pose', 'support_volume_mm3');
  add('Support', 'support_volume_mm3', support === null ? null : `${rounded(support / 1000)} mL as posed`);
  add('At best pose', 'best_pose', best === null ? null : `${rounded(best / 1000)} mL`);
  const trapped = member(values, 'trapped_volume_mm3');
  add('Trapped', 'trapped_volume_mm3', trapped === null ? null : `${rounded(trapped / 1000)} mL`);
  const holes = member(values, 'drill_holes');
  add('Drill holes', 'drill_holes', holes ? String(holes) : null);
  const triangles = member(values, 'triangles');
  if (triangles !== null) add('Mesh', 'triangles',
    `${triangles.toLocaleString('en-GB')} triangles`);
  if (values['watertight']) add('Watertight', 'watertight', values['watertight']['value'] === true ? 'yes' : 'no');
  return rows;
}

export function measuredTable(model: Model): HTMLElement {
  const unit = model.reading ? `${model.reading.unit.value}, ${model.reading.unit.known}` : '';
  return h('table', { class: 'measured' }, h('caption', {}, 'Measured', h('span', { class: 'quiet small' }, ` unit: ${unit}`)),
    h('tbody', {}, ...rowsOf(model).map(row =>
      h('tr', {}, h('th', { scope: 'row' }, row.title), h('td', {}, row.text),
        h('td', { class: 'quiet small' }, row.layer === 'measured' ? '' : row.layer)))));
}

const kOrder = { error: 0, warning: 1, info: 2 };
const kSigns = { error: '▲', warning: '!', info: 'i' };

export function findingsList(subject: Case, model: Model | null, fly: (finding: Finding) => void): HTMLElement {
  const all = [...subject.findings, ...(model?.reading?.findings ?? [])];
  all.sort((a, b) => kOrder[a.severity] - kOrder[b.severity]);
  const item = (finding: Finding): HTMLElement => {
    const content = [h('span', { class: `sign ${finding.severity}`, 'aria-label': finding.severity, role: 'img' }, kSigns[finding.severity]),
      h('span', {}, h('b', {}, words(finding.id)), ' ', written(finding.text),
        finding.hint && h('span', { class: 'hint quiet' }, ` ${written(finding.hint)}`))];
    if (!finding.at) return h('li', { class: 'finding' }, ...content);
    return h('li', {}, h('button', { type: 'button', class: 'finding', title: 'Show the place', onclick: () => fly(finding) }, ...content));
  };
  return h('section', { class: 'findings', 'aria-label': 'Findings' },
    h('h2', {}, 'Findings', h('span', { class: 'quiet small' }, all.length ? ` ${all.length}` : '')),
    all.length ? h('ul', {}, ...all.map(item)) : h('p', { class: 'quiet' }, 'Nothing stands out.'));
}

const kPlacesMax = 24;

/** Drill holes, slots and thin regions, each a button that flies there; null where there are none. */
export function placesList(model: Model, fly: (at: number[]) => void): HTMLElement | null {
  const values = model.reading?.values ?? {};
  const records = (id: string, name: string): Record<string, unknown>[] => {
    const list = values[id]?.[name];
    return Array.isArray(list) ? list as Record<string, unknown>[] : [];
  };
  const told = (value: unknown): string => typeof value === 'number' ? rounded(value) : '?';
  const places = [
    ...records('thin_regions', 'regions').map(one => ({ at: one['thinnest_at'], text: `thin: ${told(one['min_mm'])} mm over ${told(one['area_mm2'])} mm²` })),
    ...records('drill_holes', 'holes').map(one => ({ at: one['at'],
      text: `hole ⌀ ${told(one['diameter_mm'])} mm, ${told(one['length_mm'])} mm long, ${one['through'] === true ? 'through' : 'blind'}` })),
    ...records('slots', 'slots').map(one => ({ at: one['at'], text: `slot ${told(one['width_mm'])} mm wide, ${told(one['length_mm'])} mm long` })),
  ].filter((place): place is { at: number[]; text: string } => Array.isArray(place.at));
  if (!places.length) return null;
  return h('section', { class: 'places', 'aria-label': 'Places' },
    h('h2', {}, 'Places', h('span', { class: 'quiet small' }, ` ${places.length}`)),
    h('div', { class: 'actions' }, ...places.slice(0, kPlacesMax).map(place => h('button', { type: 'button', class: 'small', title: 'Show the place', onclick: () => fly(place.at) }, place.text)),
      places.length > kPlacesMax && h('span', { class: 'quiet small' }, `and ${places.length - kPlacesMax} more`)));
}
