// Keeps turning smooth: where the whole surface takes too long to draw, a coarse one is drawn while
// the model moves, with fewer pixels, and the whole one as soon as it rests.

import type { BufferAttribute, BufferGeometry, WebGLRenderer } from 'three';
import { coarseIndex } from './coarse';

const kSlowMs = 40;          // 30 frames a second are 33
const kSlowFrames = 2;       // in a row: one late frame says nothing
const kRestMs = 400;         // longer than a slow frame: between two of those nothing rests
const kCoarseTriangles = 8_000;
const kCoarsePixels = 0.75;

/** No graphics hardware draws: known beforehand, nobody waits for the first slow frames. */
function drawsInSoftware(renderer: WebGLRenderer): boolean {
  const gl = renderer.getContext();
  const told = gl.getExtension('WEBGL_debug_renderer_info');
  return told !== null && /swiftshader|llvmpipe|softpipe|basic render/i.test(String(gl.getParameter(told.UNMASKED_RENDERER_WEBGL)));
}

export class Pace {
  private geometry: BufferGeometry | null = null;
  private prepared: BufferGeometry | null = null;
  private whole: BufferAttribute | null = null;
  private coarse: BufferAttribute | null = null;
  private readonly software: boolean;
  private slow = 0;
  private last = 0;
  private rest = 0;
  private moving = false;
  private coarsened = false;

  constructor(private readonly renderer: WebGLRenderer, private readonly pixels: number, private readonly redraw: () => void) {
    this.software = drawsInSoftware(renderer);
  }

  /** What `show` of this geometry will need, where it takes a while: in a task of its own. */
  prepare(geometry: BufferGeometry): void {
    this.prepared = geometry;
    this.coarse = this.software && geometry.index!.count > 3 * kCoarseTriangles ? coarseIndex(geometry, kCoarseTriangles) : null;
  }
  /** Another model, or none. */
  show(geometry: BufferGeometry | null): void {
    this.sharpen();
    this.geometry = geometry;
    this.whole = geometry?.index ?? null;
    if (geometry && geometry !== this.prepared) this.coarse = null;
    this.slow = this.software ? kSlowFrames : 0;
  }
  /** The camera moved. */
  moved(): void {
    clearTimeout(this.rest);
    this.moving = true;
    this.rest = window.setTimeout(() => {
      this.moving = false;
      this.last = 0;
      if (this.coarsened) { this.sharpen(); this.redraw(); }
    }, kRestMs);
    if (this.slow >= kSlowFrames) this.coarsen();
  }
  /** A frame is about to be drawn, at the time of its callback. */
  frame(now: number): void {
    if (this.last && !this.coarsened) this.slow = now - this.last > kSlowMs ? this.slow + 1 : Math.max(0, this.slow - 1);
    this.last = this.moving ? now : 0;
  }
  /** The whole surface, at once. */
  sharpen(): void {
    if (!this.coarsened) return;
    this.coarsened = false;
    this.geometry?.setIndex(this.whole);
    this.renderer.setPixelRatio(this.pixels);
  }
  private coarsen(): void {
    if (this.coarsened || !this.geometry || !this.whole || this.whole.count <= 3 * kCoarseTriangles) return;
    this.coarse ??= coarseIndex(this.geometry, kCoarseTriangles);
    this.coarsened = true;
    this.geometry.setIndex(this.coarse);
    this.renderer.setPixelRatio(this.pixels * kCoarsePixels);
  }
}
