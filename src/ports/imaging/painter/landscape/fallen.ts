import { darken, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { blob, ellipse, fill, line, path } from '../svg.ts'
import { depthAt, type Scene } from './scene.ts'

/** Point of the ground and how large things look there. */
type Spot = { x: number; y: number; size: number }

/** Water that lies on the ground: a wet edge, the sky upside down in it, and a highlight at its far side. */
export function puddle(scene: Scene, random: Random, x: number, y: number, rx: number, ry: number): string {
  const { light, defs, paint } = scene
  const isBelow = scene.place.setting === 'underground' || scene.place.setting === 'indoors'
  const sky = (at: number) => (isBelow ? mix(light.haze, light.sky[at] as string, 0.35) : (light.sky[at] as string))
  const wet = paint('dark', depthAt(scene, y))
  const mirror = defs.down([
    [0, mix(sky(4), wet, 0.2), 0.72],
    [0.4, mix(sky(2), wet, 0.3), 0.66],
    [1, mix(sky(0), wet, 0.4), 0.3],
  ])
  const glint = path`M${x - rx * 0.62} ${y - ry * 0.5}
    Q${x - rx * 0.2} ${y - ry * 0.86} ${x + rx * 0.3} ${y - ry * 0.74}`
  return (
    ellipse(x, y + ry * 0.1, rx * 1.45, ry * 1.6, soft(scene, wet, 0.55)) +
    fill(blob(random, x, y, rx, ry, 0.16), mirror) +
    line(glint, mix(sky(4), light.key, 0.4), Math.max(1.4, ry * 0.1), 0.6) +
    line(path`M${x + rx * 0.1} ${y + ry * 0.16}h${rx * 0.34}`, sky(4), Math.max(1, ry * 0.07), 0.4)
  )
}

/** Puddles of all sizes, from points that `spotOf` gives. */
export function pools(scene: Scene, random: Random, spotOf: () => Spot): string {
  let drawn = ''
  for (let at = 0; at < 8; at++) {
    const { x, y, size } = spotOf()
    drawn += puddle(scene, random, x, y, size * random.between(70, 160) + 26, size * random.between(11, 17) + 4)
  }
  return drawn
}

/** Rings where drops hit the ground. */
export function rings(scene: Scene, random: Random, spotOf: () => Spot): string {
  let d = ''
  for (let at = 0; at < 34; at++) {
    const { x, y, size } = spotOf()
    const r = size * random.between(8, 22)
    d += path`M${x - r} ${y}a${r} ${r * 0.3} 0 1 0 ${2 * r} 0a${r} ${r * 0.3} 0 1 0 ${-2 * r} 0`
  }
  return line(d, scene.light.sky[4] as string, 1.6, 0.5)
}

/** Waves of a covering of snow, without edges. */
export function drifts(scene: Scene, spotOf: () => Spot): string {
  let drawn = ''
  for (let at = 0; at < 14; at++) {
    const { x, y, size } = spotOf()
    const tone = scene.paint(at % 2 ? 'snow_lit' : 'snow_shade', Math.round(depthAt(scene, y) * 4) / 4)
    drawn += ellipse(x, y, size * 260 + 60, size * 26 + 6, soft(scene, tone, 0.6))
  }
  return drawn
}

/** Heap of snow that fell through an opening: a shadow under it, an uneven outline, a shaded side, smaller lumps. */
export function heap(scene: Scene, random: Random, x: number, y: number, w: number): string {
  const { defs, paint } = scene
  const snow = defs.right([
    [0, paint('snow_lit', 0.1)],
    [0.45, paint('snow', 0.1)],
    [1, mix(paint('snow_shade', 0.1), scene.light.shade, 0.35)],
  ])
  const lump = (cx: number, cy: number, r: number, h: number) => {
    const j = () => random.between(0.8, 1.15)
    return path`M${cx - r} ${cy}Q${cx - r * 0.8} ${cy - h * 0.5 * j()} ${cx - r * 0.46} ${cy - h * 0.58 * j()}
      Q${cx - r * 0.2} ${cy - h * 1.1 * j()} ${cx + r * 0.08} ${cy - h}
      Q${cx + r * 0.36} ${cy - h * 0.9 * j()} ${cx + r * 0.5} ${cy - h * 0.46}
      Q${cx + r * 0.84} ${cy - h * 0.34 * j()} ${cx + r} ${cy}Q${cx + r * 0.5} ${cy + h * 0.3} ${cx} ${cy + h * 0.16}
      Q${cx - r * 0.6} ${cy + h * 0.34} ${cx - r} ${cy}z`
  }
  return (
    ellipse(x + w * 0.1, y + 4, w * 1.35, 26, soft(scene, darken(scene.light.shade, 0.6), 0.6)) +
    ellipse(x, y, w * 1.7, 30, soft(scene, paint('snow', 0.1), 0.5)) +
    fill(lump(x, y, w, 40) + lump(x - w * 0.9, y + 12, w * 0.3, 14) + lump(x + w * 0.94, y + 8, w * 0.24, 12), snow)
  )
}

/** Gradient from a colour in the middle to nothing at the edge. */
export const soft = ({ defs }: Pick<Scene, 'defs'>, colour: string, opacity: number): string =>
  defs.radial([
    [0, colour, opacity],
    [0.5, colour, opacity * 0.6],
    [1, colour, 0],
  ])
