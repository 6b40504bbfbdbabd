// Canvas, camera, light: orbit, pan, zoom, standard views, flying to a place. Draws only when
// something moved.

import {
  AmbientLight, Box3, Box3Helper, Color, DirectionalLight, Group, Mesh, MeshBasicMaterial, PerspectiveCamera, Plane,
  Raycaster, RingGeometry, Scene, Vector2, Vector3, WebGLRenderer, type LineBasicMaterial,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { CompanyGroup, type Company } from './company';
import { supportGhost } from './ghost';
import { SurfaceMaterial } from './material';
import { Pace } from './pace';
import type { Surface } from './surface';

/** Front, back, left, right, top, bottom: keys 1 to 6. */
const kViews: [number, number, number][] = [[0, -1, 0], [0, 1, 0], [-1, 0, 0], [1, 0, 0], [0, -0.001, 1], [0, -0.001, -1]];
const kOblique: [number, number, number] = [0.62, -1, 0.55];
const kFlightMs = 180;

export class Stage {
  readonly canvas: HTMLCanvasElement;
  material: SurfaceMaterial | null = null;
  private readonly renderer: WebGLRenderer;
  private readonly scene = new Scene();
  private readonly camera = new PerspectiveCamera(32, 1, 0.1, 1000);
  private readonly controls: OrbitControls;
  private readonly contents = new Group();
  private readonly turned = new Group();  // from the file's place to the pose that is shown
  private readonly company = new CompanyGroup();
  private ghost: ReturnType<typeof supportGhost> = null;
  private readonly ring = new Mesh(new RingGeometry(0.82, 1, 48), new MeshBasicMaterial({ depthTest: false, transparent: true }));
  private readonly light = new DirectionalLight('#ffffff', 2.1);
  private readonly plane = new Plane(new Vector3(1, 0, 0), 0);
  private readonly box = new Box3();   // of the model
  private readonly seen = new Box3();  // of all that is drawn
  private mesh: Mesh | null = null;
  private frame: Box3Helper | null = null;
  private readonly pace: Pace;
  private queued = false;

  constructor() {
    this.renderer = new WebGLRenderer({ antialias: true, alpha: true });
    const pixels = Math.min(window.devicePixelRatio, 2);
    this.renderer.setPixelRatio(pixels);
    this.pace = new Pace(this.renderer, pixels, () => this.redraw());
    this.canvas = this.renderer.domElement;
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'img');
    this.camera.up.set(0, 0, 1);
    this.camera.add(this.light);
    this.light.position.set(-0.6, 0.9, 1);
    this.ring.visible = false;
    this.ring.renderOrder = 2;
    this.scene.add(this.camera, new AmbientLight('#ffffff', 1.25), this.contents, this.ring);
    this.contents.add(this.turned, this.company.group);
    this.controls = new OrbitControls(this.camera, this.canvas);
    this.controls.addEventListener('change', () => { this.pace.moved(); this.redraw(); });
  }

  resize(width: number, height: number): void {
    if (width < 2 || height < 2) return;
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.redraw();
  }
  redraw(): void {
    if (this.queued) return;
    this.queued = true;
    requestAnimationFrame(now => {
      this.queued = false;
      this.pace.frame(now);
      if (this.ring.visible) {
        this.ring.quaternion.copy(this.camera.quaternion);
        this.ring.scale.setScalar(this.camera.position.distanceTo(this.ring.position) * 0.028);
      }
      this.renderer.render(this.scene, this.camera);
    });
  }

  clear(): void {
    this.pace.show(null);
    this.mesh?.geometry.dispose();
    this.material?.dispose();
    this.turned.clear();
    this.company.clear();
    this.dropGhost();
    this.frame?.removeFromParent();
    this.mesh = null;
    this.material = null;
    this.frame = null;
    this.ring.visible = false;
    this.redraw();
  }
  /** Before `show`, in a task of its own, so that neither blocks for long. */
  prepare(surface: Surface): void { this.pace.prepare(surface.geometry); }
  show(surface: Surface): void {
    this.clear();
    // Few large facets are what they are; many small ones stand for a curved surface.
    this.material = new SurfaceMaterial((surface.geometry.index?.count ?? 0) < 3 * 4000);
    this.pace.show(surface.geometry);
    this.mesh = new Mesh(surface.geometry, this.material);
    this.turned.add(this.mesh);
    this.frame = new Box3Helper(this.box, new Color('#8a939c'));
    this.frame.visible = false;
    this.contents.add(this.frame);
    this.standUp([0, 0, 1]);
  }
  /** The direction of the file that points up; the whole model in that pose. */
  standUp(up: number[]): void {
    if (!this.mesh || !this.material) return;
    this.dropGhost();
    const direction = new Vector3(up[0], up[1], up[2]).normalize();
    this.turned.quaternion.setFromUnitVectors(direction, new Vector3(0, 0, 1));
    this.turned.updateMatrixWorld(true);
    this.box.setFromObject(this.mesh, true);
    this.seen.copy(this.company.arrange('none', this.box));
    this.material.uniforms.uUp.value.copy(direction);
    // What stands on the plate needs no support; a layer of tolerance.
    this.material.uniforms.uFloor.value = this.box.min.z + 0.2;
    this.ring.visible = false;
    this.look(kOblique);
  }

  /** What supports the pose, as a ghost; whether there is any. */
  haunt(): boolean {
    this.dropGhost();
    if (!this.mesh) return false;
    this.ghost = supportGhost(this.mesh.geometry, this.turned.quaternion);
    if (this.ghost) this.contents.add(this.ghost);
    this.redraw();
    return this.ghost !== null;
  }
  private dropGhost(): void {
    this.ghost?.removeFromParent();
    this.ghost?.geometry.dispose();
    this.ghost?.material.dispose();
    this.ghost?.dispose();
    this.ghost = null;
  }
  /** The other models of the case; added once, then arranged. */
  get hasCompany(): boolean { return !this.company.empty; }
  addCompany(surface: Surface): void { this.company.add(surface); }
  arrange(how: Company): void {
    this.seen.copy(this.company.arrange(how, this.box));
    this.fit();
  }

  /** The whole model, seen from there. */
  look(from: [number, number, number] | number): void {
    const direction = new Vector3(...(typeof from === 'number' ? kViews[from]! : from)).normalize();
    this.fly(this.seen.getCenter(new Vector3()), direction, this.fitting());
  }
  fit(): void {
    const direction = this.camera.position.clone().sub(this.controls.target).normalize();
    this.fly(this.seen.getCenter(new Vector3()), direction, this.fitting());
  }
  private fitting(): number {
    const radius = Math.max(this.seen.getSize(new Vector3()).length() / 2, 0.5);
    const half = Math.tan((this.camera.fov * Math.PI) / 360) * Math.min(1, this.camera.aspect);
    this.camera.near = radius / 50;
    this.camera.far = radius * 60;
    this.camera.updateProjectionMatrix();
    return (radius / half) * 1.02;
  }
  /** Flies to a place from a side it is seen from, and rings it. */
  place(at: number[]): void {
    const target = this.turned.localToWorld(new Vector3(at[0], at[1], at[2]));
    const distance = this.fitting() * 0.45;
    const outward = target.clone().sub(this.box.getCenter(new Vector3()));
    const wanted = [this.normalNear(at), outward, ...[kOblique, ...kViews].map(from => new Vector3(...from))]
      .filter(direction => direction.lengthSq() > 1e-12)
      .map(direction => { direction.normalize(); direction.z = Math.max(-0.9, Math.min(0.9, direction.z)); return direction.normalize(); });
    this.ring.position.copy(target);
    this.ring.visible = true;
    this.fly(target, wanted.find(direction => this.isFree(target, direction, distance)) ?? wanted[0]!, distance);
  }
  /** Of the surface at its corner nearest to a place of the file, as it stands; zero: there is none. */
  private normalNear(at: number[]): Vector3 {
    const position = this.mesh?.geometry.getAttribute('position');
    const normal = this.mesh?.geometry.getAttribute('normal');
    if (!position || !normal) return new Vector3();
    let nearest = 0;
    let least = Infinity;
    for (let vertex = 0; vertex < position.count; ++vertex) {
      const far = (position.getX(vertex) - at[0]!) ** 2 + (position.getY(vertex) - at[1]!) ** 2 + (position.getZ(vertex) - at[2]!) ** 2;
      if (far < least) { least = far; nearest = vertex; }
    }
    return new Vector3().fromBufferAttribute(normal, nearest).applyQuaternion(this.turned.quaternion);
  }
  /** Whether nothing of the model stands between the place and who looks at it from `distance`. */
  private isFree(target: Vector3, direction: Vector3, distance: number): boolean {
    if (!this.mesh) return true;
    const skin = this.box.getSize(new Vector3()).length() * 0.01;  // the place lies on or in the wall itself
    const ray = new Raycaster(target.clone().addScaledVector(direction, distance), direction.clone().negate(), 0, distance - skin);
    return ray.intersectObject(this.mesh).length === 0;
  }
  private fly(target: Vector3, direction: Vector3, distance: number): void {
    const to = target.clone().addScaledVector(direction, distance);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches || this.camera.position.lengthSq() === 0) return this.stand(to, target);
    const from = this.camera.position.clone();
    const was = this.controls.target.clone();
    const start = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - start) / kFlightMs));
      const eased = t * t * (3 - 2 * t);
      this.stand(from.clone().lerp(to, eased), was.clone().lerp(target, eased));
      if (t < 1) requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
  private stand(position: Vector3, target: Vector3): void {
    this.camera.position.copy(position);
    this.controls.target.copy(target);
    this.controls.update();
    this.redraw();
  }

  frameVisible(on: boolean): void {
    if (this.frame) this.frame.visible = on;
    this.redraw();
  }
  /** Cuts away what lies beyond `share` of the box along an axis; null: nothing. */
  section(axis: 0 | 1 | 2, share: number | null): void {
    if (!this.material) return;
    const normal: [number, number, number] = [0, 0, 0];
    normal[axis] = -1;
    this.plane.normal.set(...normal);
    this.plane.constant = this.box.min.getComponent(axis) + (share ?? 1) * (this.box.max.getComponent(axis) - this.box.min.getComponent(axis));
    this.renderer.localClippingEnabled = share !== null;
    this.material.clippingPlanes = share === null ? null : [this.plane];
    this.redraw();
  }
  /** The corner of the surface nearest to where a pixel's ray meets it; `place` in the file's coordinates. */
  pick(x: number, y: number): { vertex: number; at: Vector3; place: Vector3 } | null {
    if (!this.mesh) return null;
    this.pace.sharpen();
    const ray = new Raycaster();
    ray.setFromCamera(new Vector2(x, y), this.camera);
    const cut = this.material?.clippingPlanes?.[0];
    const hit = ray.intersectObject(this.mesh).find(one => !cut || cut.distanceToPoint(one.point) >= 0);
    if (!hit?.face) return null;
    const place = this.turned.worldToLocal(hit.point.clone());
    const position = this.mesh.geometry.getAttribute('position');
    const near = [hit.face.a, hit.face.b, hit.face.c].map(vertex =>
      ({ vertex, far: new Vector3().fromBufferAttribute(position, vertex).distanceTo(place) }));
    near.sort((a, b) => a.far - b.far);
    return { vertex: near[0]!.vertex, at: hit.point, place };
  }
  mark(at: Vector3): void {
    this.ring.position.copy(at);
    this.ring.visible = true;
    this.redraw();
  }
  colours(accent: string, inside: string, line: string): void {
    this.ring.material.color.set(accent);
    this.material?.uniforms.uInside.value.set(inside);
    if (this.frame) (this.frame.material as LineBasicMaterial).color.set(line);
    this.redraw();
  }
}
