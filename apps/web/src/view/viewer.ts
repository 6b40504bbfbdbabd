// The 3D view with its buttons, legend and keys.

import { button, h } from '../dom';
import { mm, rounded } from '../findings';
import { api, Problem } from '../api';
import type { Company } from './company';
import type { Mode } from './material';
import type { Surface } from './surface';
import type { Stage } from './stage';

const kModes: [Mode, string, string][] = [['solid', 'Solid', 'The shape as it is'], ['walls', 'Walls', 'Coloured by wall thickness'], ['overhang', 'Overhang', 'What needs support as it stands']];
const kAxes = ['x', 'y', 'z'];
const kCompany: Record<Company, { next: Company; text: string }> = {
  none: { next: 'together', text: 'All models' }, together: { next: 'beside', text: 'In place' }, beside: { next: 'none', text: 'Side by side' } };

/** Lets clicks and keys in between two long steps. */
const nextTask = (): Promise<void> => new Promise(go => setTimeout(go));

export class Viewer {
  readonly element: HTMLElement;
  onMode: (mode: Mode) => void = () => {};
  private stage: Stage | null = null;
  private readonly ready: Promise<void>;
  private readonly frame = h('div', { class: 'stage' });
  private readonly message = h('div', { class: 'message', role: 'status' });
  private readonly label = h('div', { class: 'reading', role: 'status' });
  private readonly legend = h('div', { class: 'legend', hidden: true });
  private readonly sectionBar = h('div', { class: 'section-bar', hidden: true });
  private readonly modes = new Map<Mode, HTMLButtonElement>();
  private readonly sectionButton = button('Section', () => this.toggleSection(), { title: 'Cut open (S)', 'aria-pressed': 'false' });
  private readonly boxButton = button('Box', () => this.toggleBox(), { title: 'The box along the axes (B)', 'aria-pressed': 'false' });
  private readonly poseButton = button('Best pose', () => this.togglePose(), { title: 'Turned to need the least support (P)', 'aria-pressed': 'false', hidden: true });
  private readonly companyButton = button('All models', () => void this.nextCompany(),
    { title: 'The other models of the case: in their places, side by side, not at all (M)', 'aria-pressed': 'false', hidden: true });
  private surface: Surface | null = null;
  private others: number[] = [];
  private company: Company = 'none';
  private up: number[] | null = null;
  private posed = false;
  private mode: Mode = 'solid';
  private rule = 1;
  private axis: 0 | 1 | 2 = 0;
  private share: number | null = null;
  private box = false;
  private asked = 0;

  constructor() {
    for (const [mode, text, title] of kModes)
      this.modes.set(mode, button(text, () => this.setMode(mode), { title, 'aria-pressed': 'false' }));
    this.frame.append(this.message, this.label, this.legend, this.sectionBar);
    this.element = h('div', { class: 'viewer' }, this.frame,
      h('div', { class: 'modes', role: 'toolbar', 'aria-label': 'View' }, ...this.modes.values(),
        h('span', { class: 'gap' }), this.companyButton, this.poseButton, this.sectionButton, this.boxButton,
        button('Fit', () => this.stage?.fit(), { title: 'The whole model (F)' })));
    this.ready = this.begin();
  }
  /** What draws is loaded by itself, and begun in a task of its own: the list and the form come first. */
  private async begin(): Promise<void> {
    const { Stage } = await import('./stage');
    await nextTask();
    let stage: Stage;
    try { stage = new Stage(); } catch { this.message.textContent = 'This browser has no WebGL, so there is no 3D view; everything else works.'; return; }
    this.stage = stage;
    this.frame.prepend(stage.canvas);
    stage.canvas.setAttribute('aria-label', '3D view of the model: drag to turn, F fits, 1 to 6 are the standard views, S cuts, P is the best pose, M shows the other models');
    stage.canvas.addEventListener('click', event => this.read(event));
    stage.canvas.addEventListener('keydown', event => this.key(event));
    new ResizeObserver(() => stage.resize(this.frame.clientWidth, this.frame.clientHeight)).observe(this.frame);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.paint());
  }

  /** `up`: the direction of the best pose, where it was measured; `others`: models of the same case. */
  async show(model: number | null, mode: Mode, up: number[] | null, others: number[]): Promise<void> {
    const asked = ++this.asked;
    this.stage?.clear();
    this.surface = null;
    this.label.textContent = '';
    this.legend.hidden = true;
    this.share = null;
    this.drawSection();
    this.up = up;
    this.posed = false;
    this.drawPose();
    this.others = others;
    this.company = 'none';
    this.drawCompany();
    await this.ready;
    if (!this.stage || asked !== this.asked) return;
    if (model === null) { this.message.textContent = 'No model of this case has been measured yet.'; return; }
    const slow = window.setTimeout(() => { this.message.textContent = 'Loading the surface…'; }, 300);
    this.message.textContent = '';
    try {
      const [bytes, { readSurface }] = await Promise.all([api.surface(model), import('./surface')]);
      if (asked !== this.asked) return;
      const surface = readSurface(bytes);
      await nextTask();
      if (asked !== this.asked) return;
      this.stage.prepare(surface);
      await nextTask();
      if (asked !== this.asked) return;
      this.surface = surface;
      this.stage.show(surface);
      this.rule = surface.ruleMm;
      this.message.textContent = surface.triangles < surface.trianglesOfModel
        ? `Shown with ${surface.triangles.toLocaleString('en-GB')} of ${surface.trianglesOfModel.toLocaleString('en-GB')} triangles` : '';
      this.setMode(mode);
    } catch (error) {
      if (asked === this.asked)
        this.message.textContent = error instanceof Problem && error.status === 404
          ? 'No surface was kept for this model. `printgauge watch --surfaces` keeps one for each model it measures.' : (error as Error).message;
    } finally {
      clearTimeout(slow);
    }
  }
  fly(at: number[]): void {
    this.frame.scrollIntoView({ block: 'nearest' });
    this.stage?.place(at);
  }

  setMode(mode: Mode): void {
    this.mode = mode;
    for (const [id, one] of this.modes) one.setAttribute('aria-pressed', String(id === mode));
    const material = this.stage?.material;
    if (material && this.surface) {
      material.show(mode);
      material.uniforms.uHigh.value = this.surface.highMm;
      material.uniforms.uRule.value = this.rule;
    }
    this.drawLegend();
    this.paint();
    this.onMode(mode);
  }
  private paint(): void {
    const style = getComputedStyle(this.element);
    const token = (name: string): string => style.getPropertyValue(name).trim();
    this.stage?.colours(token('--ring'), token('--inside'), token('--quiet'));
  }

  private drawLegend(): void {
    const surface = this.surface;
    this.legend.hidden = !surface || this.mode === 'solid';
    if (!surface || this.mode === 'solid') return;
    if (this.mode === 'overhang') {
      this.legend.replaceChildren(h('span', { class: 'swatch overhang' }), h('span', {}, 'flatter than 45° from horizontal, facing down'));
      return;
    }
    const said = h('span', { class: 'said' });
    const say = (): void => { said.textContent = `hatched: under ${this.rule.toFixed(2)} mm`; };
    const slider = h('input', { type: 'range', min: 0, max: surface.highMm, step: 0.01, value: this.rule, 'aria-label': 'Hatch walls thinner than, in mm',
      oninput: () => {
        this.rule = Number(slider.value);
        say();
        if (this.stage?.material) this.stage.material.uniforms.uRule.value = this.rule;
        this.stage?.redraw();
      } });
    say();
    this.legend.replaceChildren(h('span', { class: 'head' }, 'Wall, mm'), h('div', { class: 'ramp' }, slider),
      h('div', { class: 'ticks' }, h('span', {}, '0'), h('span', {}, rounded(surface.highMm / 2)), h('span', {}, `${rounded(surface.highMm)}+`)), said);
  }

  private togglePose(): void {
    if (!this.up || !this.surface) return;
    this.posed = !this.posed;
    this.stage?.standUp(this.posed ? this.up : [0, 0, 1]);
    this.company = 'none';
    this.drawCompany();
    this.drawPose();
    this.label.textContent = '';
    if (this.posed && this.stage)
      this.label.textContent = this.stage.haunt() ? 'The ghost is what supports it: 45°, straight down' : 'Nothing hangs over in this pose';
  }
  private drawPose(): void {
    this.poseButton.hidden = !this.up;
    this.poseButton.setAttribute('aria-pressed', String(this.posed));
  }
  /** Nothing, all in the places of their files, side by side, nothing again. */
  private async nextCompany(): Promise<void> {
    const { stage, asked } = this;
    if (!stage || !this.surface || !this.others.length) return;
    if (this.posed) this.togglePose();
    if (!stage.hasCompany) {
      const { readSurface } = await import('./surface');
      for (const id of this.others) {
        // One that was not kept is not there to be compared with.
        const bytes = await api.surface(id).catch(() => null);
        if (asked !== this.asked) return;
        if (bytes) stage.addCompany(readSurface(bytes));
        await nextTask();
      }
      if (!stage.hasCompany) { this.label.textContent = 'No surface was kept of the other models.'; return; }
    }
    this.company = kCompany[this.company].next;
    stage.arrange(this.company);
    this.drawCompany();
  }
  private drawCompany(): void {
    this.companyButton.hidden = !this.others.length;
    this.companyButton.setAttribute('aria-pressed', String(this.company !== 'none'));
    this.companyButton.textContent = kCompany[this.company].text;
  }
  private toggleBox(): void {
    this.box = !this.box;
    this.boxButton.setAttribute('aria-pressed', String(this.box));
    this.stage?.frameVisible(this.box);
  }
  private toggleSection(): void {
    this.share = this.share === null ? 0.5 : null;
    this.drawSection();
  }
  private drawSection(): void {
    this.sectionButton.setAttribute('aria-pressed', String(this.share !== null));
    this.sectionBar.hidden = this.share === null;
    this.stage?.section(this.axis, this.share);
    if (this.share === null) return;
    const slider = h('input', { type: 'range', min: 0, max: 1, step: 0.002, value: this.share, 'aria-label': 'Place of the cut',
      oninput: () => { this.share = Number(slider.value); this.stage?.section(this.axis, this.share); } });
    this.sectionBar.replaceChildren(...kAxes.map((name, axis) => button(name, () => { this.axis = axis as 0 | 1 | 2; this.drawSection(); },
      { 'aria-pressed': String(axis === this.axis), 'aria-label': `Cut across ${name}` })), slider);
  }

  private read(event: MouseEvent): void {
    if (!this.stage || !this.surface) return;
    const rect = this.stage.canvas.getBoundingClientRect();
    const found = this.stage.pick((2 * (event.clientX - rect.left)) / rect.width - 1, 1 - (2 * (event.clientY - rect.top)) / rect.height);
    if (!found) { this.label.textContent = ''; return; }
    const wall = this.surface.wall[found.vertex] ?? -1;
    this.stage.mark(found.at);
    this.label.textContent = `${wall < 0 ? 'no wall here (an edge or open surface)' : `wall ${mm(wall)} mm`} at ${found.place.toArray().map(c => c.toFixed(1)).join(', ')}`;
  }
  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.stage) return;
    const key = event.key.toLowerCase();
    if (key >= '1' && key <= '6') this.stage.look(Number(key) - 1);
    else if (key === 'f') this.stage.fit();
    else if (key === 's') this.toggleSection();
    else if (key === 'b') this.toggleBox();
    else if (key === 'p') this.togglePose();
    else if (key === 'm') void this.nextCompany();
    else return;
    event.preventDefault();
  }
}
