// The cases, newest first; new ones appear by themselves.

import { api, type Summary } from './api';
import { button, h, shortly, when, words } from './dom';
import { Pictures } from './pictures';

const kMarks = { waiting: '○', failed: '▲', look: '●', ready: '✓', sent: '➤' } as const;
const kStates = { waiting: 'waits to be measured', failed: 'a model could not be measured', look: 'needs a look', ready: 'ready', sent: 'sent to the registry' } as const;
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
  private readonly kind = h('select', { 'aria-label': 'Only cases with a model of the class', onchange: () => void this.load() });
  private readonly finding = h('select', { 'aria-label': 'Only cases with the finding', onchange: () => void this.load() });
  private readonly since = h('input', { type: 'date', 'aria-label': 'Only cases since', onchange: () => void this.load() });
  private readonly seen = { classes: new Set<string>(), findings: new Set<string>() };
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
      h('div', { class: 'filters' }, this.search, this.state,
        h('details', {}, h('summary', { class: 'small' }, h('span', {}, 'More filters')),
          h('div', { class: 'filters-more' }, this.kind, this.finding, h('label', { class: 'small' }, 'Since ', this.since)))), this.items, this.foot);
    this.offer();
  }

  /** The classes and findings that stood in the list so far. */
  private offer(): void {
    for (const one of this.cases) {
      for (const kind of one.classes) this.seen.classes.add(kind);
      for (const finding of one.findings) this.seen.findings.add(finding.id);
    }
    const fill = (select: HTMLSelectElement, all: string, ids: Set<string>): void => {
      if (select.options.length === ids.size + 1) return;
      const chosen = select.value;
      select.replaceChildren(h('option', { value: '' }, all), ...[...ids].sort().map(id => h('option', { value: id, selected: id === chosen }, words(id))));
    };
    fill(this.kind, 'Any class', this.seen.classes);
    fill(this.finding, 'Any finding', this.seen.findings);
  }
  private filtered(): boolean {
    return [this.search, this.state, this.kind, this.finding, this.since].some(one => one.value !== '');
  }

  private query(): string {
    const query = new URLSearchParams({ limit: String(kPage) });
    for (const [name, input] of [['q', this.search], ['state', this.state], ['class', this.kind], ['finding', this.finding], ['since', this.since]] as const)
      if (input.value) query.set(name, input.value);
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
    else if (this.filtered()) return void this.load();
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
    this.offer();
    const focus = document.activeElement?.closest('li');
    const place = focus ? [...this.items.children].indexOf(focus) : -1;
    this.count.textContent = this.total ? String(this.total) : '';
    this.items.replaceChildren(...this.cases.map(one => this.row(one)));
    if (this.next) this.items.append(h('li', {}, button('Show older cases', () => void this.more(), { class: 'more' })));
    if (!this.cases.length)
      this.items.append(h('li', { class: 'empty quiet' }, this.filtered()
        ? 'No case is like this.' : 'Drop model files into the watched folder; they appear here.'));
    if (place >= 0) (this.items.children[place]?.firstElementChild as HTMLElement | undefined)?.focus();
    const waiting = this.cases.filter(one => one.state === 'waiting').length;
    this.foot.replaceChildren(h('span', { class: this.live ? 'dot on' : 'dot' }),
      this.live ? (waiting ? `Live · ${waiting} in the queue` : 'Live · nothing in the queue') : 'Not connected · last known');
  }
}
