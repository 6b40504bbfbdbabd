// Fewer triangles over the same corners, to draw while a slow machine turns the model.

import { BufferAttribute, Vector3, type BufferGeometry } from 'three';

const kCellsMost = 4_000_000;
const kGrowth = 1.3;

function areaOf(positions: Float32Array, index: ArrayLike<number>): number {
  const a = new Vector3(), b = new Vector3(), c = new Vector3();
  let area = 0;
  for (let n = 0; n < index.length; n += 3) {
    a.fromArray(positions, 3 * index[n]!);
    b.fromArray(positions, 3 * index[n + 1]!).sub(a);
    c.fromArray(positions, 3 * index[n + 2]!).sub(a);
    area += b.cross(c).length() / 2;
  }
  return area;
}

/**
 * The corners that share a cell of a cubic grid become the first of them (vertex clustering, as the
 * server does it); cells grow until at most `most` triangles are left.
 */
export function coarseIndex(geometry: BufferGeometry, most: number): BufferAttribute {
  const positions = geometry.getAttribute('position').array as Float32Array;
  const index = geometry.index!.array;
  geometry.computeBoundingBox();
  const { min, max } = geometry.boundingBox!;
  for (let cell = Math.max(Math.sqrt(areaOf(positions, index) / most), 1e-6); ; cell *= kGrowth) {
    const [nx, ny, nz] = (['x', 'y', 'z'] as const).map(axis => Math.floor((max[axis] - min[axis]) / cell) + 1) as [number, number, number];
    if (nx * ny * nz > kCellsMost) continue;
    const first = new Int32Array(nx * ny * nz).fill(-1);
    const becomes = new Uint32Array(positions.length / 3);
    for (let vertex = 0; vertex < becomes.length; ++vertex) {
      const at = Math.floor((positions[3 * vertex]! - min.x) / cell) +
        nx * (Math.floor((positions[3 * vertex + 1]! - min.y) / cell) + ny * Math.floor((positions[3 * vertex + 2]! - min.z) / cell));
      if (first[at]! < 0) first[at] = vertex;
      becomes[vertex] = first[at]!;
    }
    const left: number[] = [];
    for (let n = 0; n < index.length && left.length <= 3 * most; n += 3) {
      const a = becomes[index[n]!]!, b = becomes[index[n + 1]!]!, c = becomes[index[n + 2]!]!;
      if (a !== b && b !== c && c !== a) left.push(a, b, c);
    }
    if (left.length <= 3 * most) return new BufferAttribute(new Uint32Array(left), 1);
  }
}
