/** Circles, squares, diamonds and triangles on the graphics card: the kind of a node is its shape, in every picture. */
import type { Attributes } from 'graphology-types';
import { NodeProgram, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import { NODE_KINDS, type NodeKind } from '../src/model.js';

export interface ShapedNode extends NodeDisplayData {
  kind: NodeKind;
  /** Colour of the rim. */
  rim: string;
}

const UNIFORMS = ['u_sizeRatio', 'u_correctionRatio', 'u_matrix'] as const;
const { FLOAT, TRIANGLES, UNSIGNED_BYTE } = WebGLRenderingContext;

/** Corners of the triangle that each node is cut out of. */
const CORNERS = [0, (2 * Math.PI) / 3, (4 * Math.PI) / 3];

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_rim;
attribute vec2 a_position;
attribute float a_size;
attribute float a_kind;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_rim;
varying vec2 v_at;
varying float v_radius;
varying float v_kind;
const float bias = 255.0 / 254.0;
void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 at = radius * 3.4 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + at, 1)).xy, 0, 1);
  v_at = at;
  v_radius = radius;
  v_kind = a_kind;
  v_rim = a_rim;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
  v_rim.a *= bias;
}`;

// Distances to the outline of shapes of the same area, negative inside.
const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec4 v_rim;
varying vec2 v_at;
varying float v_radius;
varying float v_kind;
uniform float u_correctionRatio;
const vec4 transparent = vec4(0.0, 0.0, 0.0, 0.0);
float outline(vec2 p, float r) {
  if (v_kind < 0.5) return length(p) - r;
  if (v_kind < 1.5) return max(abs(p.x), abs(p.y)) - r * 0.8862;
  if (v_kind < 2.5) return (abs(p.x) + abs(p.y) - r * 1.2533) * 0.7071;
  return max(abs(p.x) * 0.8660 + p.y * 0.5, -p.y) - r * 0.7776;
}
void main(void) {
  float soft = u_correctionRatio * 2.0;
  float out_of = outline(v_at, v_radius);
  #ifdef PICKING_MODE
  gl_FragColor = out_of > soft ? transparent : v_color;
  #else
  vec4 inner = mix(v_color, v_rim, smoothstep(-1.5 * soft, -0.6 * soft, out_of));
  gl_FragColor = mix(inner, transparent, smoothstep(0.0, soft, out_of));
  #endif
}`;

export class ShapeProgram extends NodeProgram<(typeof UNIFORMS)[number], Attributes, Attributes, Attributes> {
  override getDefinition() {
    return {
      ...{ VERTICES: 3, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT, METHOD: TRIANGLES },
      UNIFORMS,
      ATTRIBUTES: [
        { name: 'a_position', size: 2, type: FLOAT },
        { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_kind', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_rim', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: 'a_angle', size: 1, type: FLOAT }],
      CONSTANT_DATA: CORNERS.map((corner) => [corner]),
    };
  }

  override processVisibleItem(id: number, offset: number, shown: NodeDisplayData): void {
    const data = shown as ShapedNode;
    const values = [data.x, data.y, data.size, NODE_KINDS.indexOf(data.kind)];
    this.array.set([...values, floatColor(data.color), floatColor(data.rim), id], offset);
  }

  override setUniforms({ sizeRatio, correctionRatio, matrix }: RenderParams, { gl, uniformLocations }: ProgramInfo) {
    gl.uniform1f(uniformLocations.u_correctionRatio!, correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio!, sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix!, false, matrix);
  }
}
