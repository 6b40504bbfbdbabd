// The pictures in the list: asked for when their row comes into sight, once a model, and the same
// element in every redrawing, so that nothing jumps or flickers.

import { api } from './api';
import { h } from './dom';

export class Pictures {
  private readonly known = new Map<number, HTMLElement>();
  private readonly watch: IntersectionObserver;

  constructor(list: HTMLElement) {
    this.watch = new IntersectionObserver(entries => {
      for (const entry of entries) if (entry.isIntersecting) void this.load(entry.target as HTMLElement);
    }, { root: list, rootMargin: '200px 0px' });
  }

  /** `model`: whose picture; null: there is none, and its place is kept. */
  of(model: number | null): HTMLElement {
    if (model === null) return h('span', { class: 'picture' });
    const known = this.known.get(model);
    if (known) return known;
    const frame = h('span', { class: 'picture', 'data-model': model });
    this.known.set(model, frame);
    this.watch.observe(frame);
    return frame;
  }

  private async load(frame: HTMLElement): Promise<void> {
    this.watch.unobserve(frame);
    try {
      const address = URL.createObjectURL(await api.picture(Number(frame.dataset.model)));
      frame.replaceChildren(h('img', { src: address, alt: '', width: 64, height: 48, onload: () => URL.revokeObjectURL(address) }));
    } catch { /* the place stays empty; the next visit asks again */
      this.known.delete(Number(frame.dataset.model));
    }
  }
}
