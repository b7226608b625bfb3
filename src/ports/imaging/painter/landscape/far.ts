import { lighten, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { ellipse, fill, line, path, rect } from '../svg.ts'
import { waterAt } from './ground.ts'
import { spires } from './plants.ts'
import { rightOf, type Scene } from './scene.ts'

/** What stands at the horizon: each layer nearer, darker and less of the sky's colour. */
export function far(scene: Scene): string {
  const kind = scene.place.far ?? 'ridge'
  const random = scene.random('far')
  if (kind === 'none') return ''
  if (kind === 'sea') return ridges(scene, random, 1, 60) + sea(scene)
  if (kind === 'dunes') return dunes(scene, random)
  if (kind === 'skyline') return ridges(scene, random, 1, 90) + skyline(scene, random)
  if (kind === 'peaks') return peaks(scene, random) + ridges(scene, random, 2, 110)
  return ridges(scene, random, 3, 190) + (kind === 'forest' ? woods(scene, random) : '')
}

/** Colour of a layer, at a depth from 1 (farthest); snow lightens what it lies on. */
const layerOf = (scene: Scene, slot: string, depth: number) =>
  mix(scene.paint(slot, depth), lighten(scene.light.haze, 0.6), scene.weather.snow * 0.35)

function ridges(scene: Scene, random: Random, count: number, height: number): string {
  let drawn = ''
  for (let at = 0; at < count; at++) {
    const depth = 1 - at * 0.13
    const base = scene.horizon + 12
    const edge = skylineOf(random, scene, base - height * (1 - at * 0.28), height * 0.5)
    const colour = layerOf(scene, at === count - 1 && count > 1 ? 'pine' : 'rock', depth)
    const paint = scene.defs.down([
      [0, colour],
      [1, mix(colour, scene.light.haze, 0.55)],
    ])
    drawn += fill(`${path`M${scene.view.x} ${base}`}${edge}${path`L${rightOf(scene)} ${base}`}z`, paint)
  }
  return drawn
}

/** Midpoint displacement from the left to the right edge. */
function skylineOf(random: Random, { view }: Scene, y: number, rough: number): string {
  let heights = [y + random.between(-0.5, 0.5) * rough, y + random.between(-0.5, 0.5) * rough]
  let sway = rough
  for (let times = 0; times < 6; times++) {
    heights = heights.flatMap((height, at) => {
      const next = heights[at + 1]
      return next === undefined ? [height] : [height, (height + next) / 2 + random.between(-sway, sway) * 0.5]
    })
    sway *= 0.52
  }
  const step = view.w / (heights.length - 1)
  return heights.map((height, at) => path`L${view.x + at * step} ${height}`).join('')
}

function peaks(scene: Scene, random: Random): string {
  const { view } = scene
  let drawn = ''
  for (const depth of [0.84, 0.64]) {
    for (let at = 0; at < 4; at++) {
      const x = view.x + (view.w * (at + random.between(0.15, 0.85))) / 4
      const h = random.between(230, 380) * (depth > 0.7 ? 1 : 0.72)
      const w = h * random.between(1.1, 1.5)
      drawn += peak(scene, { x, w, h, tip: x + random.between(-0.08, 0.08) * w }, depth)
    }
  }
  return drawn
}

/** Mountain with a lit and a shaded side, and snow on its head. */
function peak(scene: Scene, size: { x: number; w: number; h: number; tip: number }, depth: number): string {
  const { x, w, h, tip } = size
  const base = scene.horizon + 14
  const foot = mix(layerOf(scene, 'rock', depth), scene.light.haze, 0.5)
  const side = (slot: string) =>
    scene.defs.down([
      [0, layerOf(scene, slot, depth)],
      [1, foot],
    ])
  const right = path`L${x + w * 0.36} ${base - h * 0.5}L${x + w * 0.5} ${base - h * 0.46}L${x + w} ${base}`
  const left = path`M${x - w} ${base}L${x - w * 0.42} ${base - h * 0.52}L${x - w * 0.3} ${base - h * 0.56}
    L${tip} ${base - h}`
  const inner = path`H${x + w * 0.2}L${x + w * 0.04} ${base - h * 0.4}L${x + w * 0.12} ${base - h * 0.62}z`
  const head = path`M${tip} ${base - h}L${tip - w * 0.15} ${base - h * 0.74}l${w * 0.07} ${h * 0.04}
    l${w * 0.05} ${-h * 0.03}l${w * 0.06} ${h * 0.07}L${x + w * 0.19} ${base - h * 0.73}z`
  // Snow no brighter than its mountain allows: at night a white head would float in the air.
  const white = (slot: string, rock: string) => mix(scene.paint(slot, depth), layerOf(scene, rock, depth), 0.3)
  const dark = path`M${tip} ${base - h}L${x + w * 0.06} ${base - h * 0.78}l${w * 0.04} ${h * 0.06}
    L${x + w * 0.19} ${base - h * 0.73}z`
  return (
    fill(`${left}${right}z`, side('rock_lit')) +
    fill(`${path`M${tip} ${base - h}`}${right}${inner}`, side('rock_shade')) +
    fill(head, white('snow_lit', 'rock_lit')) +
    fill(dark, white('snow_shade', 'rock_shade'))
  )
}

function woods(scene: Scene, random: Random): string {
  let drawn = ''
  for (const [depth, height, foot] of [
    [0.72, 90, 6],
    [0.5, 130, 24],
  ] as const) {
    const colour = layerOf(scene, 'pine', depth)
    const paint = scene.defs.down([
      [0, colour],
      [1, mix(colour, scene.light.haze, 0.5)],
    ])
    drawn += fill(spires(random, scene.view.x, rightOf(scene), scene.horizon + foot, height), paint)
  }
  return drawn
}

function sea(scene: Scene): string {
  const { view, horizon, light, defs, weather } = scene
  const random = scene.random('sea')
  // Ground of water goes on where the sea ends: the colour there is the same.
  const isAll = scene.place.ground === 'water'
  const box = { x: view.x, y: horizon - 70, w: view.w, h: isAll ? 72 : 120 }
  const water = defs.down([
    [0, mix(light.sky[4] as string, scene.paint('water', 0.85), 0.35)],
    [1, waterAt(scene, 'water', isAll ? 0.85 : 0.15)],
  ])
  let glints = ''
  for (let at = 0; at < 60; at++) {
    const y = box.y + 4 + random() ** 1.5 * 110
    const around = weather.key > 0.5 && random.chance(0.6)
    const x = around ? scene.body[0] + random.between(-1, 1) * (30 + y - box.y) : box.x + random() * box.w
    glints += path`M${x} ${y}h${random.between(8, 36)}`
  }
  return rect(box, water) + line(glints, light.key, 2.4, 0.55)
}

function dunes(scene: Scene, random: Random): string {
  let drawn = ''
  for (const depth of [0.95, 0.75, 0.55, 0.38]) {
    const base = scene.horizon + (1 - depth) * 120
    const top = base - 40 - depth * 60
    const x = scene.view.x + random.between(0.2, 0.8) * scene.view.w
    const w = scene.view.w
    const paint = scene.defs.down([
      [0, layerOf(scene, 'sand_lit', depth)],
      [1, layerOf(scene, 'sand', depth)],
    ])
    drawn += fill(
      path`M${x - w} ${base + 60}C${x - w * 0.5} ${base} ${x - w * 0.2} ${top} ${x} ${top}
        C${x + w * 0.3} ${top + 10} ${x + w * 0.5} ${base} ${x + w} ${base + 60}z`,
      paint,
    )
    drawn += fill(
      path`M${x} ${top}C${x + w * 0.3} ${top + 10} ${x + w * 0.5} ${base} ${x + w} ${base + 60}H${x + w * 0.2}
        C${x + w * 0.3} ${base} ${x + w * 0.06} ${top + 40} ${x} ${top}z`,
      layerOf(scene, 'sand_shade', depth),
      0.6,
    )
  }
  return drawn
}

/** Roofs and towers of a town, with its first lit windows. */
function skyline(scene: Scene, random: Random): string {
  const { view, horizon, light, paint } = scene
  let drawn = ''
  for (const [depth, height] of [
    [0.85, 130],
    [0.62, 90],
  ] as const) {
    let [d, windows] = ['', '']
    for (let x = view.x - 20; x < rightOf(scene); x += random.between(34, 74)) {
      const isTower = random.chance(0.16)
      const w = isTower ? 30 : random.between(50, 90)
      const top = horizon + 10 - height * random.between(0.45, 0.8) * (isTower ? 1.9 : 1)
      d += path`M${x} ${horizon + 14}V${top}l${w / 2} ${isTower ? -w * 1.3 : -w * 0.42}
        l${w / 2} ${isTower ? w * 1.3 : w * 0.42}V${horizon + 14}z`
      for (let left = 0; left < 3; left++)
        windows += path`M${x + random.between(0.2, 0.8) * w} ${top + random.between(10, 46)}v6`
    }
    drawn += fill(d, layerOf(scene, 'slate', depth)) + line(windows, paint('window', 0.2), 5, light.lamps * 0.8)
  }
  return drawn
}

/** Bands of fog in front of what is far. */
export function mist(scene: Scene, y: number, height: number, opacity: number): string {
  if (opacity <= 0.03) return ''
  const { view, light, defs } = scene
  const random = scene.random(`mist ${y}`)
  const veil = defs.radial([
    [0, light.haze, opacity],
    [0.6, light.haze, opacity * 0.6],
    [1, light.haze, 0],
  ])
  const x = view.x + view.w * random.between(0.25, 0.75)
  return (
    ellipse(x, y, view.w * 0.75, height, veil) +
    ellipse(x + view.w * 0.4, y + height * 0.3, view.w * 0.5, height * 0.7, veil)
  )
}
