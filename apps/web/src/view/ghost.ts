// What would have to be printed beneath a pose, as a ghost: columns from what hangs over down to the
// model or the plate. For the eye; the numbers come from the record.

import { BoxGeometry, Color, InstancedMesh, Matrix4, MeshLambertMaterial, Vector3, type BufferGeometry, type Quaternion } from 'three';

const kCells = 72;           // along the longer side of the plate
const kCos = Math.cos(Math.PI / 4);
const kLayer = 0.2;          // mm; what is lower than that stands on the plate

interface Crossing { z: number; hangs: boolean; down: boolean }

/** `turn`: from the file to the pose. Null: nothing hangs over. */
export function supportGhost(geometry: BufferGeometry, turn: Quaternion): InstancedMesh<BoxGeometry, MeshLambertMaterial> | null {
  const positions = geometry.getAttribute('position');
  const index = geometry.index!.array;
  const placed = new Float32Array(3 * positions.count);
  const min = new Vector3(Infinity, Infinity, Infinity), max = new Vector3(-Infinity, -Infinity, -Infinity);
  const corner = new Vector3();
  for (let vertex = 0; vertex < positions.count; ++vertex) {
    corner.fromBufferAttribute(positions, vertex).applyQuaternion(turn).toArray(placed, 3 * vertex);
    min.min(corner);
    max.max(corner);
  }
  const cell = Math.max(max.x - min.x, max.y - min.y, 1e-6) / kCells;
  const nx = Math.max(1, Math.ceil((max.x - min.x) / cell)), ny = Math.max(1, Math.ceil((max.y - min.y) / cell));
  const columns: Crossing[][] = Array.from({ length: nx * ny }, () => []);
  const a = new Vector3(), b = new Vector3(), c = new Vector3(), normal = new Vector3(), side = new Vector3();
  for (let n = 0; n < index.length; n += 3) {
    a.fromArray(placed, 3 * index[n]!); b.fromArray(placed, 3 * index[n + 1]!); c.fromArray(placed, 3 * index[n + 2]!);
    normal.subVectors(b, a).cross(side.subVectors(c, a));
    if (normal.z === 0) continue;  // seen from above it is a line
    const hangs = normal.z < -kCos * normal.length();
    // Centres of cells under the triangle; each edge belongs to one of its two triangles.
    const first = (value: number, low: number): number => Math.max(0, Math.ceil((value - low) / cell - 0.5));
    const last = (value: number, low: number, count: number): number => Math.min(count - 1, Math.floor((value - low) / cell - 0.5));
    const endX = last(Math.max(a.x, b.x, c.x), min.x, nx), endY = last(Math.max(a.y, b.y, c.y), min.y, ny);
    for (let iy = first(Math.min(a.y, b.y, c.y), min.y); iy <= endY; ++iy)
      for (let ix = first(Math.min(a.x, b.x, c.x), min.x); ix <= endX; ++ix) {
        const x = min.x + (ix + 0.5) * cell, y = min.y + (iy + 0.5) * cell;
        const u = ((b.x - x) * (c.y - y) - (b.y - y) * (c.x - x)) / normal.z;
        const v = ((c.x - x) * (a.y - y) - (c.y - y) * (a.x - x)) / normal.z;
        const w = 1 - u - v;
        if (u < 0 || v < 0 || w < 0) continue;
        columns[ix + nx * iy]!.push({ z: u * a.z + v * b.z + w * c.z, hangs, down: normal.z < 0 });
      }
  }
  const places: Matrix4[] = [];
  columns.forEach((crossings, at) => {
    crossings.sort((p, q) => p.z - q.z);
    crossings.forEach((crossing, i) => {
      if (!crossing.hangs || crossing.z < min.z + kLayer) return;
      const below = crossings.slice(0, i).reverse().find(one => one.z < crossing.z - 1e-4);
      if (below?.down) return;  // inside another part
      const floor = below?.z ?? min.z;
      if (crossing.z - floor < kLayer) return;
      const x = min.x + ((at % nx) + 0.5) * cell, y = min.y + (Math.floor(at / nx) + 0.5) * cell;
      places.push(new Matrix4().makeScale(cell, cell, crossing.z - floor).setPosition(x, y, (crossing.z + floor) / 2));
    });
  });
  if (!places.length) return null;
  const ghost = new InstancedMesh(new BoxGeometry(1, 1, 1),
    new MeshLambertMaterial({ color: new Color('#e08a1e'), transparent: true, opacity: 0.28, depthWrite: false }), places.length);
  places.forEach((place, i) => ghost.setMatrixAt(i, place));
  return ghost;
}
