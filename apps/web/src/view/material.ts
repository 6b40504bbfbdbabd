// One material for all modes: plain, coloured by wall thickness, overhangs marked. Thin and
// overhanging places are hatched as well, so that colour is never the only cue; what the section
// plane cuts open shows the inside as one flat colour, which looks like a cap.

import { Color, DoubleSide, MeshLambertMaterial, Vector3, type WebGLProgramParametersWithUniforms } from 'three';

export type Mode = 'solid' | 'walls' | 'overhang';
const kModes: Record<Mode, number> = { solid: 0, walls: 1, overhang: 2 };

const kFragment = /* glsl */`
  // Viridis as a polynomial (fit to the published map; largest error about 0.01).
  vec3 viridis(float t) {
    const vec3 c0 = vec3(0.2777273272, 0.0054073445, 0.3340998053);
    const vec3 c1 = vec3(0.1050930431, 1.4046135299, 1.3845901626);
    const vec3 c2 = vec3(-0.3308618287, 0.2148475595, 0.0950951630);
    const vec3 c3 = vec3(-4.6342304984, -5.7991009734, -19.3324409563);
    const vec3 c4 = vec3(6.2282699363, 14.1799333668, 56.6905526007);
    const vec3 c5 = vec3(4.7763849977, -13.7451453777, -65.3530326333);
    const vec3 c6 = vec3(-5.4354558559, 4.6458526122, 26.3124352496);
    return c0 + t * (c1 + t * (c2 + t * (c3 + t * (c4 + t * (c5 + t * c6)))));
  }
  float hatch() { return step(0.5, fract((gl_FragCoord.x + gl_FragCoord.y) / 9.0)); }
`;

const kColour = /* glsl */`
  if (uMode == 1) {
    // Between a corner with a wall and one without the value is that of the first.
    if (vHas < 0.5) diffuseColor.rgb = uNone;
    else {
      float mm = vWall / vHas;
      vec3 painted = pow(viridis(clamp((mm - uLow) / (uHigh - uLow), 0.0, 1.0)), vec3(2.2));
      diffuseColor.rgb = mm < uRule ? mix(painted, vec3(1.0), 0.75 * hatch()) : painted;
    }
  } else if (uMode == 2) {
    vec3 face = normalize(cross(dFdx(vPlace), dFdy(vPlace)));
    // From horizontal: facing down and flatter than the angle needs support.
    if (dot(face, uUp) < -uCos && dot(vPlace, uUp) > uFloor) diffuseColor.rgb = mix(uMark, vec3(1.0), 0.35 * hatch());
  }
`;

const kInside = /* glsl */`
  if (!gl_FrontFacing) gl_FragColor = vec4(uInside, 1.0);
  #include <colorspace_fragment>
`;

export class SurfaceMaterial extends MeshLambertMaterial {
  readonly uniforms = {
    uMode: { value: 0 }, uLow: { value: 0 }, uHigh: { value: 5 }, uRule: { value: 1 },
    uCos: { value: Math.cos(Math.PI / 4) }, uFloor: { value: 0 }, uUp: { value: new Vector3(0, 0, 1) },
    uNone: { value: new Color('#9aa0a6') }, uMark: { value: new Color('#e08a1e') }, uInside: { value: new Color('#b4532a') },
  };
  constructor(flat: boolean) {
    super({ color: '#cfd4d8', side: DoubleSide, flatShading: flat });
    this.onBeforeCompile = shader => this.extend(shader);
  }
  private extend(shader: WebGLProgramParametersWithUniforms): void {
    Object.assign(shader.uniforms, this.uniforms);
    shader.vertexShader = shader.vertexShader
      .replace('#include <common>', '#include <common>\nattribute float wall; varying float vWall, vHas; varying vec3 vPlace;')
      .replace('#include <begin_vertex>', '#include <begin_vertex>\nvHas = wall < 0.0 ? 0.0 : 1.0; vWall = max(wall, 0.0); vPlace = position;');
    shader.fragmentShader = shader.fragmentShader
      .replace('#include <common>', `#include <common>
        varying float vWall, vHas; varying vec3 vPlace;
        uniform int uMode; uniform float uLow, uHigh, uRule, uCos, uFloor; uniform vec3 uNone, uMark, uInside, uUp;
        ${kFragment}`)
      .replace('#include <color_fragment>', `#include <color_fragment>\n${kColour}`)
      .replace('#include <colorspace_fragment>', kInside);
  }
  show(mode: Mode): void { this.uniforms.uMode.value = kModes[mode]; }
}
