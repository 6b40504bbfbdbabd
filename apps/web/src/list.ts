// The cases, newest first; new ones appear by themselves.

import { api, type Summary } from './api';
import { button, h, shortly, when, words } from './dom';
import { Pictures } from './pictures';

const kMarks = { waiting: '○', failed: '▲', look: '●', ready: '✓' } as const;
const kStates = { waiting: 'waits to be measured', failed: 'a model could not be measured', look: 'needs a look', ready: 'ready' } as const;
const kPage = 50;

export class CaseList {
  readonly element: HTMLElement;
  private readonly items = h('ul', { class: 'cases', 'aria-label': 'Cases' });
  private readonly count = h('span', { class: 'quiet' });
  private readonly foot = h('footer', { class: 'foot' });
  private readonly search = h('input', { type: 'search', placeholder: 'Search by id', 'aria-label': 'Search cases by id', oninput: () => this.later() });
  private readonly state = h('select', { 'aria-label': 'Only cases that', onchange: () => void this.load() },
    h('option', { value: '' }, 'All cases'),
    ...Object.entries(kStates).map(([id, text]) => h('option', { value: id }, text[0]!.toUpperCase() + text.slice(1))));
  private readonly pictures = new Pictures(this.items);
  private cases: Summary[] = [];
  private total = 0;
  private next: string | null = null;
  private chosen = '';
  private live = false;
  private timer = 0;
  private fresh = new Set<string>();

  constructor(private readonly open: (id: string) => void) {
    this.element = h('nav', { class: 'panel list', 'aria-label': 'Cases' },
      h('header', {}, h('h1', {}, 'Cases'), this.count),
      h('div', { class: 'filters' }, this.search, this.state), this.items, this.foot);
  }

  private query(): string {
    const query = new URLSearchParams({ limit: String(kPage) });
    if (this.search.value) query.set('q', this.search.value);
    if (this.state.value) query.set('state', this.state.value);
    return query.toString();
  }
  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), 150);
  }

  async load(): Promise<void> {
    try {
      const page = await api.cases(this.query());
      this.cases = page.cases;
      this.total = page.total;
      this.next = page.next;
    } catch (error) {
      this.foot.textContent = (error as Error).message;
      return;
    }
    this.draw();
  }
  private async more(): Promise<void> {
    const page = await api.cases(this.next!.slice(this.next!.indexOf('?') + 1));
    this.cases.push(...page.cases);
    this.next = page.next;
    this.draw();
  }

  /** A case is new or changed. */
  take(summary: Summary): void {
    const known = this.cases.findIndex(one => one.case === summary.case);
    if (known >= 0) this.cases[known] = summary;
    else if (this.search.value || this.state.value) return void this.load();
    else {
      this.cases.unshift(summary);
      this.cases.sort((a, b) => b.created.localeCompare(a.created) || b.case.localeCompare(a.case));
      ++this.total;
      this.fresh.add(summary.case);
    }
    this.draw();
  }
  choose(id: string): void { this.chosen = id; this.fresh.delete(id); this.draw(); }
  setLive(live: boolean): void { this.live = live; this.draw(); }

  private row(one: Summary): HTMLElement {
    const warnings = one.findings.length;
    return h('li', {}, h('button', {
      type: 'button', class: `case ${one.case === this.chosen ? 'chosen' : ''}`,
      'aria-current': one.case === this.chosen ? 'true' : null, onclick: () => this.open(one.case) },
      this.pictures.of(one.picture),
      h('span', { class: 'head' },
        h('span', { class: `mark ${one.state}`, role: 'img', title: kStates[one.state], 'aria-label': kStates[one.state] }, kMarks[one.state]),
        h('span', { class: 'name' }, one.case), this.fresh.has(one.case) && h('span', { class: 'new small' }, 'new')),
      h('span', { class: 'about small' }, [...one.classes.filter(c => c !== 'unknown').map(words), `${one.models} model${one.models === 1 ? '' : 's'}`].join(' · ')),
      h('span', { class: 'about small', title: when(one.created) }, shortly(one.created),
        warnings > 0 && h('span', { class: 'warn' }, ` · ${warnings} warning${warnings === 1 ? '' : 's'}`))));
  }
  private draw(): void {
    const focus = document.activeElement?.closest('li');
    const place = focus ? [...this.items.children].indexOf(focus) : -1;
    this.count.textContent = this.total ? String(this.total) : '';
    this.items.replaceChildren(...this.cases.map(one => this.row(one)));
    if (this.next) this.items.append(h('li', {}, button('Show older cases', () => void this.more(), { class: 'more' })));
    if (!this.cases.length)
      this.items.append(h('li', { class: 'empty quiet' }, this.search.value || this.state.value
        ? 'No case is like this.' : 'Drop model files into the watched folder; they appear here.'));
    if (place >= 0) (this.items.children[place]?.firstElementChild as HTMLElement | undefined)?.focus();
    const waiting = this.cases.filter(one => one.state === 'waiting').length;
    this.foot.replaceChildren(h('span', { class: this.live ? 'dot on' : 'dot' }),
      this.live ? (waiting ? `Live · ${waiting} in the queue` : 'Live · nothing in the queue') : 'Not connected · last known');
  }
}
