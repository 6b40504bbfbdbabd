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

const percent = (share: ProfileShare): string =>
  `${(100 * share.share).toFixed(0)} % (${(100 * share.low).toFixed(0)} to ${(100 * share.high).toFixed(0)})`;

function shareRow(word: string, hidden: boolean, cell: ProfileCell | undefined): HTMLElement | null {
  if (!hidden && !cell?.site) return null;
  if (!hidden && cell!.site!.n === 0 && !cell!.community) return null;
  const site = hidden ? null : cell?.site ?? null;
  return h('tr', { class: cell?.differs ? 'differs' : '' }, h('th', { scope: 'row' }, words(word)),
    h('td', {}, strip(site, cell?.community ?? null)),
    h('td', {}, site ? percent(site) : h('span', { class: 'quiet' }, 'fewer than 11, or hidden with such a row'),
      site && h('span', { class: 'quiet small' }, ` ${site.n} of ${site.of}`)),
    h('td', { class: 'quiet' }, cell?.community ? `${percent(cell.community)} of ${cell.community.of}` : '–'),
    h('td', {}, cell?.differs ? 'differs' : ''));
}

const number = (value: number): string => value >= 1000 ? value.toFixed(0) : value.toPrecision(3);

function spreadRow(one: ProfileSpread): HTMLElement {
  return h('tr', { class: one.differs ? 'differs' : '' },
    h('th', { scope: 'row' }, `${one.title}${one.of === 'all' ? '' : `, ${words(one.of)}`}`),
    h('td', {}, `${number(one.median)} (${number(one.quarter)} to ${number(one.three_quarters)}) ${one.unit}`),
    h('td', {}, `${number(one.mean)} ${one.unit}`, one.n !== null && h('span', { class: 'quiet small' }, ` ${one.n} cases`)),
    h('td', { class: 'quiet' }, one.community_mean === null ? '–' : `mean ${number(one.community_mean)} ${one.unit}`),
    h('td', {}, one.differs ? 'differs' : ''));
}

function draw(profile: Profile): Child[] {
  const few = profile.cases === null || profile.cases === 0;
  return [
    h('header', {}, h('h1', {}, 'Profile'), h('span', { class: 'quiet' }, profile.cases === null ? 'fewer than 11 cases' : `${profile.cases} cases`)),
    h('div', { class: 'profile-body' },
      h('p', { class: 'quiet small' }, `● here, ○ ${profile.community.title} (${profile.community.source}). Lines are 95 % intervals.`),
      few && h('p', { class: 'notice' }, 'A profile needs 11 cases; below that a count could name a patient.'),
      profile.differences.length > 0 && h('ul', { class: 'lacks' }, ...profile.differences.map(one => h('li', {}, one))),
      !few && !profile.differences.length && h('p', {}, 'Nowhere does the site differ more than chance.'),
      ...profile.tables.flatMap(table => {
        const rows = few ? [] : table.rows.map(row => shareRow(row.word, row.hidden, row.cells.find(cell => cell.column === 'all'))).filter(row => row !== null);
        return rows.length ? [h('h2', {}, table.title), h('table', { class: 'profile' },
          h('thead', {}, h('tr', {}, ...['', '', 'here', 'community', ''].map(text => h('th', { scope: 'col' }, text)))),
          h('tbody', {}, ...rows))] : [];
      }),
      ...(profile.spreads.length ? [h('h2', {}, 'Measures'), h('table', { class: 'profile' },
        h('thead', {}, h('tr', {}, ...['', 'median (quartiles)', 'mean', 'community', ''].map(text => h('th', { scope: 'col' }, text)))),
        h('tbody', {}, ...profile.spreads.map(spreadRow)))] : []))];
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
