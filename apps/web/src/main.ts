// The page: cases on the left, the chosen case in the middle, its form on the right. The address
// names the case, the model and the view.

import './style.css';
import { api, follow, token, Problem, type Case, type Model } from './api';
import { button, h, words } from './dom';
import { DropZone } from './drop';
import { findingsList, measuredTable, placesList, rounded } from './findings';
import { FormPanel } from './form';
import { CaseList } from './list';
import { login } from './login';
import { showProfile } from './profile';
import type { Mode } from './view/material';
import { Viewer } from './view/viewer';

interface Place { id: string; model: number; mode: Mode }

function placeOf(hash: string): Place {
  if (hash === '#profile') return { id: '', model: 0, mode: 'solid' };
  const [, id = '', model = '0', mode = 'solid'] = hash.replace(/^#/, '').split('/').map(decodeURIComponent);
  return { id, model: Number(model) || 0, mode: mode === 'walls' || mode === 'overhang' ? mode : 'solid' };
}

/** What tells the models of a case apart: their volume, or why there is none. */
function tabText(model: Model): string {
  const volume = model.reading?.values['volume_mm3']?.['value'];
  if (model.status !== 'ok') return model.status;
  return typeof volume === 'number' ? `${rounded(volume / 1000)} mL` : model.sha256!.slice(0, 6);
}

class App {
  private role = 'read';
  private hasMap = false;
  private subject: Case | null = null;
  private place: Place = placeOf(location.hash);
  private readonly viewer = new Viewer();
  private readonly form = new FormPanel(() => this.role !== 'read', () => this.hasMap, () => this.subject?.sent);
  private readonly list = new CaseList(id => this.go({ id, model: 0, mode: this.place.mode }));
  private readonly head = h('header', { class: 'case-head' });
  private readonly models = h('div', { class: 'models', role: 'tablist', 'aria-label': 'Models of the case' });
  private readonly below = h('div', { class: 'below' });
  private readonly middle = h('main', { class: 'panel middle' });
  private readonly layout = h('div', { class: 'layout' }, this.list.element, this.middle, this.form.element);
  private takesFiles = false;
  private readonly drop = new DropZone(this.middle, () => this.takesFiles && this.role !== 'read');

  async start(): Promise<void> {
    if (!token.get()) await login();
    const version = await api.version().catch(async (error: unknown) => {
      if (!(error instanceof Problem) || error.status !== 401) throw error;
      token.forget();
      await login();
      return api.version();
    });
    this.role = version.you.role;
    this.hasMap = version.upload;
    this.takesFiles = version.drop;
    this.list.element.querySelector('header')!.append(h('span', { class: 'quiet small you', title: `printgauge ${version.version}` },
      version.site === null ? version.you.name : `${version.you.name} · ${version.site}`, button('Profile', () => { location.hash = '#profile'; }, { class: 'plain' }), button('Leave', () => { token.forget(); location.reload(); }, { class: 'plain' })));
    document.getElementById('app')!.replaceChildren(this.layout);
    this.viewer.onMode = mode => { this.place.mode = mode; this.remember(); };
    window.addEventListener('hashchange', () => void this.open(placeOf(location.hash)));
    await this.list.load();
    void this.open(this.place);
    void follow({
      onAnew: () => { void this.list.load(); void this.again(); },
      onState: live => { this.list.setLive(live); document.body.classList.toggle('offline', !live); },
      onCase: summary => { this.list.take(summary); if (summary.case === this.place.id) void this.again(); },
    });
  }

  private go(place: Place): void {
    const hash = `#/${[place.id, String(place.model), place.mode].map(encodeURIComponent).join('/')}`;
    if (location.hash === hash) void this.open(place);
    else location.hash = hash;
  }
  private remember(): void {
    if (this.place.id) history.replaceState(null, '', `#/${[this.place.id, String(this.place.model), this.place.mode].map(encodeURIComponent).join('/')}`);
  }

  private async open(place: Place): Promise<void> {
    const same = this.subject?.case === place.id && place.id !== '';
    const before = this.place;
    this.place = place;
    this.list.choose(place.id);
    this.drop.open(place.id);
    document.title = place.id ? `${place.id} · printgauge` : 'printgauge';
    this.layout.classList.toggle('wide', location.hash === '#profile');
    if (location.hash === '#profile') {
      this.subject = null;
      document.title = 'Profile · printgauge';
      this.form.element.replaceChildren();
      return showProfile(this.middle);
    }
    if (!place.id) {
      this.middle.replaceChildren(h('div', { class: 'empty-state' }, h('h2', {}, 'Choose a case'),
        h('p', { class: 'quiet' }, 'New ones appear on the left as soon as their files are in the watched folder.')));
      this.form.element.replaceChildren();
      return;
    }
    if (same && before.model === place.model) { this.viewer.setMode(place.mode); return; }
    try {
      if (!same) {
        this.subject = await api.case(place.id);
        await this.form.open(place.id);
      }
    } catch (error) {
      this.subject = null;
      this.form.element.replaceChildren();
      this.middle.replaceChildren(h('div', { class: 'empty-state', role: 'alert' }, h('h2', {}, 'This case cannot be shown'), h('p', {}, (error as Error).message)));
      return;
    }
    this.middle.replaceChildren(this.head, this.drop.said, this.models, this.viewer.element, this.below);
    this.draw();
    await this.viewer.show(this.measured()?.id ?? null, place.mode, this.bestPose(), this.others());
  }
  /** The case changed: the numbers anew, the view as it is unless its model is another. */
  private async again(): Promise<void> {
    if (!this.subject) return;
    const before = this.measured()?.id;
    try {
      this.subject = await api.case(this.subject.case);
      await this.form.refresh(this.subject.case);
    } catch { return; }
    this.draw();
    if (this.measured()?.id !== before) await this.viewer.show(this.measured()?.id ?? null, this.place.mode, this.bestPose(), this.others());
  }

  private model(): Model | null { return this.subject?.models[this.place.model] ?? this.subject?.models[0] ?? null; }
  private measured(): Model | null { const model = this.model(); return model?.status === 'ok' ? model : null; }

  private others(): number[] {
    const shown = this.measured();
    return (this.subject?.models ?? []).filter(one => one !== shown && one.status === 'ok').map(one => one.id);
  }
  private bestPose(): number[] | null {
    const up = this.measured()?.reading?.values['best_pose']?.['up'];
    return Array.isArray(up) && up.length === 3 ? up as number[] : null;
  }

  private draw(): void {
    const subject = this.subject!;
    const model = this.model();
    const kind = model?.reading?.class;
    this.head.replaceChildren(...[h('h1', {}, subject.case),
      h('span', { class: 'quiet' }, `${subject.models.length} model${subject.models.length === 1 ? '' : 's'}`),
      kind && kind.best !== 'unknown' && h('span', { class: 'kind', title: kind.evidence?.join('\n') ?? '' },
        `${words(kind.best)} `, h('span', { class: 'quiet small' }, `suggested ${kind.probability.toFixed(2)}`)),
      this.drop.button()].filter(one => one instanceof Node));
    this.models.replaceChildren(...(subject.models.length < 2 ? [] : subject.models.map((one, index) =>
      button(`${index + 1} · ${tabText(one)}`,
        () => this.go({ ...this.place, model: index }),
        { role: 'tab', title: one.sha256 === null ? null : `content ${one.sha256.slice(0, 12)}`, 'aria-selected': String(one === model) }))));
    const trouble = model && model.status !== 'ok' && h('p', { class: 'notice' },
      model.error ?? (model.status === 'queued' || model.status === 'analysing' ? 'This model waits to be measured.' : 'This model could not be measured.'));
    this.below.replaceChildren(...[trouble, model && findingsList(subject, model, finding => this.viewer.fly(finding.at!)),
      model?.reading && model.status === 'ok' && measuredTable(model),
      model?.status === 'ok' && placesList(model, at => this.viewer.fly(at))].filter(one => one instanceof Node));
  }
}

new App().start().catch((error: Error) => {
  document.getElementById('app')!.replaceChildren(h('main', { class: 'login-page' }, h('div', { class: 'login', role: 'alert' },
    h('h1', {}, 'The record cannot be shown'), h('p', {}, error.message), button('Try again', () => location.reload(), { class: 'primary' }))));
});
