// The site beside the community: a dot and its interval each, never a pie; what may not be told is
// said to be hidden.

import { api, type Profile, type ProfileCell, type ProfileShare, type ProfileSpread } from './api';
import { h, words, type Child } from './dom';

const kWidth = 240;
const kHeight = 26;
const kSvg = 'http://www.w3.org/2000/svg';

function mark(name: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(kSvg, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Two rows in one strip: the site above with a full dot, the community below with an open one. */
function strip(site: ProfileShare | null, community: ProfileShare | null): SVGElement {
  const x = (share: number): number => 6 + share * (kWidth - 12);
  const drawing = mark('svg', { width: kWidth, height: kHeight, viewBox: `0 0 ${kWidth} ${kHeight}`, class: 'strip', 'aria-hidden': 'true' });
  for (const tick of [0, 0.25, 0.5, 0.75, 1]) drawing.append(mark('line', { x1: x(tick), x2: x(tick), y1: 0, y2: kHeight, class: 'tick' }));
  const draw = (share: ProfileShare | null, y: number, kind: string): void => {
    if (!share) return;
    drawing.append(mark('line', { x1: x(share.low), x2: x(share.high), y1: y, y2: y, class: `range ${kind}` }),
      mark('circle', { cx: x(share.share), cy: y, r: 4, class: kind }));
  };
  draw(site, 8, 'site');
  draw(community, 18, 'community');
  return drawing;
}

/** What the strips are read by. */
function scale(): SVGElement {
  const drawing = mark('svg', { width: kWidth, height: 14, viewBox: `0 0 ${kWidth} 14`, class: 'strip', 'aria-hidden': 'true' });
  for (const [share, anchor] of [[0, 'start'], [0.5, 'middle'], [1, 'end']] as const) {
    const text = mark('text', { x: share * kWidth, y: 11, 'text-anchor': anchor });
    text.textContent = `${100 * share} %`;
    drawing.append(text);
  }
  return drawing;
}

const percent = (share: ProfileShare): string =>
  `${(100 * share.share).toFixed(0)} % (${(100 * share.low).toFixed(0)} to ${(100 * share.high).toFixed(0)})`;

/** Null: there is nothing to compare. */
function shareRow(word: string, hidden: boolean, cell: ProfileCell | undefined): HTMLElement | null {
  if (!cell?.community && (hidden || !cell?.site || cell.site.n === 0)) return null;
  const site = hidden ? null : cell?.site ?? null;
  return h('tr', { class: cell?.differs ? 'differs' : '' }, h('th', { scope: 'row' }, words(word)),
    h('td', {}, strip(site, cell?.community ?? null)),
    h('td', {}, site ? percent(site) : h('span', { class: 'quiet' }, 'hidden'),
      site && h('span', { class: 'quiet small' }, ` ${site.n} of ${site.of}`)),
    h('td', { class: 'quiet' }, cell?.community ? `${percent(cell.community)} of ${cell.community.of}` : '–'),
    h('td', {}, cell?.differs ? 'differs' : ''));
}

const number = (value: number): string => value >= 1000 ? value.toFixed(0) : value.toPrecision(3);

/** Volumes as people say them. */
function inMillilitres(one: ProfileSpread): ProfileSpread {
  if (one.unit !== 'mm3') return one;
  const mL = <T extends number | null>(value: T): T => (value === null ? value : value / 1000) as T;
  return { ...one, unit: 'mL', mean: mL(one.mean), quarter: mL(one.quarter), median: mL(one.median), three_quarters: mL(one.three_quarters),
    community_mean: mL(one.community_mean), community_median: mL(one.community_median) };
}

function spreadRow(one: ProfileSpread): HTMLElement {
  return h('tr', { class: one.differs ? 'differs' : '' },
    h('th', { scope: 'row' }, `${one.title}${one.of === 'all' ? '' : `, ${words(one.of)}`}`),
    h('td', {}, `${number(one.median)} (${number(one.quarter)} to ${number(one.three_quarters)}) ${one.unit}`),
    h('td', {}, `${number(one.mean)} ${one.unit}`, one.n !== null && h('span', { class: 'quiet small' }, ` ${one.n} cases`)),
    h('td', { class: 'quiet' }, one.community_mean === null ? '–' : `mean ${number(one.community_mean)} ${one.unit}`),
    h('td', {}, one.differs ? 'differs' : ''));
}

type Table = Profile['tables'][number];

function shareTable(table: Table): Child[] {
  const all = (row: Table['rows'][number]): ProfileCell | undefined => row.cells.find(cell => cell.column === 'all');
  const rows = table.rows.map(row => shareRow(row.word, row.hidden, all(row))).filter(row => row !== null);
  const hidden = table.rows.filter(row => row.hidden && !all(row)?.community).map(row => words(row.word));
  if (!rows.length && !hidden.length) return [];
  return [h('h2', {}, table.title),
    rows.length > 0 && h('table', { class: 'profile' },
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }), h('th', {}, scale()), ...['here', 'community', ''].map(text => h('th', { scope: 'col' }, text)))),
      h('tbody', {}, ...rows)),
    hidden.length > 0 && h('p', { class: 'quiet small' }, `Hidden: ${hidden.join(', ')}.`)];
}

function draw(profile: Profile): Child[] {
  const few = profile.cases === null || profile.cases === 0;
  return [
    h('header', {}, h('h1', {}, 'Profile'), h('span', { class: 'quiet' }, profile.cases === null ? 'fewer than 11 cases' : `${profile.cases} cases`)),
    h('div', { class: 'profile-body' },
      h('p', { class: 'quiet small' }, `● here, ○ ${profile.community.title} (${profile.community.source}). Lines are 95 % intervals. Hidden is what counts fewer than 11 cases, and what would tell such a count by subtraction.`),
      few && h('p', { class: 'notice' }, 'A profile needs 11 cases; below that a count could name a patient.'),
      profile.differences.length > 0 && h('ul', { class: 'lacks' }, ...profile.differences.map(one => h('li', {}, one))),
      !few && !profile.differences.length && h('p', {}, 'Nowhere does the site differ more than chance.'),
      ...(few ? [] : profile.tables.flatMap(shareTable)),
      ...(profile.spreads.length ? [h('h2', {}, 'Measures'), h('table', { class: 'profile' },
        h('thead', {}, h('tr', {}, ...['', 'median (quartiles)', 'mean', 'community', ''].map(text => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...profile.spreads.map(one => spreadRow(inMillilitres(one)))))] : []))];
}

/** Into `place`, or the reason why not. */
export async function showProfile(place: HTMLElement): Promise<void> {
  place.replaceChildren(h('p', { class: 'empty-state quiet' }, 'Counting …'));
  try {
    place.replaceChildren(...draw(await api.profile()).filter(one => one instanceof Node));
  } catch (error) {
    place.replaceChildren(h('div', { class: 'empty-state', role: 'alert' }, h('h2', {}, 'The profile cannot be shown'), h('p', {}, (error as Error).message)));
  }
}
