import { darken, mix } from '../colour.ts'
import { circlePath, ellipse, fill, group, line, moved, path, translate } from '../svg.ts'
import { boughs } from './boughs.ts'
import { blades } from './plants.ts'
import { bottomOf, rightOf, type Scene } from './scene.ts'

/** Something dark and near at the edge, which makes the rest look far. */
export function frame(scene: Scene): string {
  const kind = scene.place.frame ?? 'none'
  const dark = mix(darken(scene.paint('black', 0), 0.1), scene.light.shade, 0.16)
  return kind === 'none' ? '' : frames[kind](scene, dark)
}

const frames = { branches, grass, rocks, arch, reeds }

function branches(scene: Scene, dark: string): string {
  return boughs(scene, dark) + grass(scene, dark)
}

function grass(scene: Scene, dark: string): string {
  const { view } = scene
  const random = scene.random('frame grass')
  const bottom = bottomOf(scene)
  const side = (x: number, spread: number) =>
    moved(x, bottom + 8, 1, false, fill(blades(random, 24, 110, spread), dark))
  return side(view.x + 60, 170) + side(rightOf(scene) - 40, 150)
}

function reeds(scene: Scene, dark: string): string {
  const random = scene.random('frame reeds')
  const bottom = bottomOf(scene)
  let heads = ''
  const side = (x: number) => {
    for (let at = 0; at < 6; at++)
      heads += path`M${x + random.between(-90, 90)} ${bottom - random.between(150, 260)}v34`
    return moved(x, bottom + 8, 1, false, fill(blades(random, 26, 260, 120), dark))
  }
  return side(scene.view.x + 50) + side(rightOf(scene) - 50) + line(heads, dark, 13)
}

function rocks(scene: Scene, dark: string): string {
  const { view } = scene
  const random = scene.random('frame rocks')
  const [b, r] = [bottomOf(scene) + 4, rightOf(scene)]
  const heap = (x: number, way: number) => {
    let d = path`M${x} ${b}V${b - random.between(150, 210)}`
    let y = b - 170
    for (let at = 1; at <= 6; at++) {
      y += random.between(8, 46)
      d += path`L${x + way * at * random.between(48, 60)} ${y}`
    }
    return `${d}${path`V${b}`}z`
  }
  return fill(heap(view.x - 6, 1) + heap(r + 6, -1), dark)
}

function arch(scene: Scene, dark: string): string {
  const { view } = scene
  const [l, t, r, b] = [view.x - 10, view.y - 10, rightOf(scene) + 10, bottomOf(scene) + 10]
  const [w, h] = [r - l, b - t]
  const d = path`M${l} ${t}H${r}V${b}H${r - w * 0.05}V${t + h * 0.36}
    Q${r - w * 0.08} ${t + h * 0.05} ${l + w / 2} ${t + h * 0.04}
    Q${l + w * 0.08} ${t + h * 0.05} ${l + w * 0.05} ${t + h * 0.36}V${b}H${l}z`
  return fill(d, dark)
}

/** Where a vignette is dark: its middle is left out, since even what is transparent costs time over a whole picture. */
const ring = `${circlePath(0, 0, 1.5)}M-0.9 0a0.9 0.9 0 1 1 1.8 0a0.9 0.9 0 1 1 -1.8 0z`

/** Light that spreads from the sun, and a vignette. */
export function finish(scene: Scene): string {
  const { view, hour, weather, place, defs } = scene
  const isOpen = place.setting === 'open' || place.setting === 'town'
  const [x, y] = scene.body
  const wide = 900 * (1 - weather.veil * 0.5)
  const bloom = defs.radial([
    [0, hour.body.halo, 0.36 * hour.body.glow],
    [0.4, hour.body.halo, 0.14 * hour.body.glow],
    [1, hour.body.halo, 0],
  ])
  const corner = defs.radial([
    [0, '#05060f', 0],
    [0.62, '#05060f', 0],
    [1, '#05060f', 0.4 - 0.18 * weather.fog],
  ])
  const [cx, cy] = [view.x + view.w / 2, view.y + view.h / 2]
  return (
    (isOpen && weather.key > 0.5 ? ellipse(x, y, wide, wide * 0.62, bloom) : '') +
    group({ transform: `${translate(cx, cy)} scale(${view.w / 2} ${view.h / 2})` }, fill(ring, corner))
  )
}
