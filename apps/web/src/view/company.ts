// The other models of the case, drawn beside the one that is looked at or in their own places around it.

import { Box3, DoubleSide, Group, Mesh, MeshLambertMaterial, Vector3 } from 'three';
import { coarseIndex } from './coarse';
import type { Surface } from './surface';

export type Company = 'none' | 'together' | 'beside';
const kTriangles = 80_000;   // each: they are there to compare with
const kGap = 0.12;           // of the widths, between two that stand side by side
/** Told apart from the surface itself and from each other by lightness as well as by colour. */
const kColours = ['#7fa7c9', '#c9a27f', '#8fbf9a', '#b59ac4'];

export class CompanyGroup {
  readonly group = new Group();
  private how: Company = 'none';

  clear(): void {
    for (const mesh of this.group.children as Mesh[]) { mesh.geometry.dispose(); (mesh.material as MeshLambertMaterial).dispose(); }
    this.group.clear();
    this.how = 'none';
  }
  get empty(): boolean { return this.group.children.length === 0; }

  add(surface: Surface): void {
    const { geometry } = surface;
    const coarse = geometry.index!.count > 3 * kTriangles;
    // Where thin walls fall together triangles may look the wrong way: each is lit as it lies.
    const flat = coarse || geometry.index!.count < 3 * 4000;
    if (coarse) geometry.setIndex(coarseIndex(geometry, kTriangles));
    this.group.add(new Mesh(geometry, new MeshLambertMaterial({
      color: kColours[this.group.children.length % kColours.length]!, flatShading: flat, side: DoubleSide, transparent: true })));
  }
  /** `own`: the box of the model that is looked at. The box of all that is seen. */
  arrange(how: Company, own: Box3): Box3 {
    this.how = how;
    this.group.visible = how !== 'none';
    const all = own.clone();
    if (how === 'none') return all;
    const size = own.getSize(new Vector3());
    let right = own.max.x;
    for (const mesh of this.group.children as Mesh[]) {
      mesh.position.set(0, 0, 0);
      mesh.updateMatrixWorld(true);
      const box = new Box3().setFromObject(mesh, true);
      if (how === 'beside') {
        const centre = own.getCenter(new Vector3()).sub(box.getCenter(new Vector3()));
        const gap = kGap * Math.max(size.x, box.max.x - box.min.x);
        mesh.position.set(right + gap - box.min.x, centre.y, own.min.z - box.min.z);
        right += gap + box.max.x - box.min.x;
        mesh.updateMatrixWorld(true);
        box.setFromObject(mesh, true);
      }
      // Around it, what lies within must be seen; beside it, each is whole.
      const material = mesh.material as MeshLambertMaterial;
      material.opacity = how === 'together' ? 0.5 : 1;
      material.depthWrite = how === 'beside';
      all.union(box);
    }
    return all;
  }
  get shown(): Company { return this.how; }
}
