// The surface as `serve` keeps it: a header of 48 bytes, then positions, wall thickness and triangles.

import { BufferAttribute, BufferGeometry } from 'three';

export interface Surface {
  geometry: BufferGeometry;
  wall: Float32Array;      // mm at each corner; -1 where there is none
  triangles: number;       // here; the model itself has
  trianglesOfModel: number;
  ruleMm: number;          // thinner walls are reported
  highMm: number;          // end of the legend
  min: [number, number, number];
  max: [number, number, number];
}

export function readSurface(bytes: ArrayBuffer): Surface {
  const view = new DataView(bytes);
  const wrong = new Error('The surface that the server keeps for this model cannot be read; measure the model again.');
  if (bytes.byteLength < 48 || view.getUint32(0, true) !== 0x31534750) throw wrong;
  const vertices = view.getUint32(4, true);
  const triangles = view.getUint32(8, true);
  if (bytes.byteLength !== 48 + 16 * vertices + 12 * triangles) throw wrong;
  const index = new Uint32Array(bytes, 48 + 16 * vertices, 3 * triangles);
  for (const corner of index) if (corner >= vertices) throw wrong;
  const geometry = new BufferGeometry();
  const wall = new Float32Array(bytes, 48 + 12 * vertices, vertices);
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(bytes, 48, 3 * vertices), 3));
  geometry.setAttribute('wall', new BufferAttribute(wall, 1));
  geometry.setIndex(new BufferAttribute(index, 1));
  geometry.computeVertexNormals();
  const three = (at: number): [number, number, number] =>
    [view.getFloat32(at, true), view.getFloat32(at + 4, true), view.getFloat32(at + 8, true)];
  return { geometry, wall, triangles, trianglesOfModel: view.getUint32(12, true), ruleMm: view.getFloat32(16, true),
    highMm: view.getFloat32(20, true), min: three(24), max: three(36) };
}
