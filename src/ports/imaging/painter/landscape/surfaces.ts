import { mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { ellipse, fill, line, path } from '../svg.ts'
import { pools, soft } from './fallen.ts'
import { bottomOf, depthAt, rightOf, type Scene } from './scene.ts'

type GroundKind = Scene['place']['ground']
/** Colour of a slot at a depth, under what the weather leaves on the ground. */
type Tone = (slot: string, depth: number) => string
type Surface = (scene: Scene, random: Random, tone: Tone, slot: string) => string

/** The look of each kind of ground. */
export const surfaces: Record<GroundKind, Surface> = {
  grass: (scene, random, tone) => patches(scene, random, tone, 'grass') + strokes(scene, random, tone, 'grass'),
  cobbles: (scene, random, tone, slot) => cobbles(scene, random, tone, slot),
  earth: (scene, random, tone) => patches(scene, random, tone, 'earth') + pebbles(scene, random, tone, 'stone'),
  sand: (scene, random, tone) => patches(scene, random, tone, 'sand'),
  water: (scene, random) => ripples(scene, random),
  marsh: (scene, random, tone) =>
    patches(scene, random, tone, 'moss') +
    pools(scene, random, () => pointOn(scene, random)) +
    strokes(scene, random, tone, 'moss'),
  planks: (scene, random, tone, slot) => boards(scene, random, tone, slot, false),
  rock: (scene, random, tone) => patches(scene, random, tone, 'rock') + pebbles(scene, random, tone, 'rock'),
  tiles: (scene, random, tone, slot) => boards(scene, random, tone, slot, true),
  street: (scene, random, tone, slot) => boards(scene, random, tone, slot, true),
}

/** A point of the ground: more of them are far than near. */
export const pointOn = (scene: Scene, random: Random) => {
  const near = random() ** 1.5
  const y = scene.horizon + 8 + near * (bottomOf(scene) - scene.horizon)
  return { x: scene.view.x + random() * scene.view.w, y, size: 0.15 + near }
}

function patches(scene: Scene, random: Random, tone: Tone, slot: string): string {
  let drawn = ''
  for (let at = 0; at < 26; at++) {
    const { x, y, size } = pointOn(scene, random)
    const side = random.chance(0.5) ? `${slot}_lit` : `${slot}_shade`
    const [rx, ry] = [size * random.between(80, 260), size * random.between(8, 24)]
    drawn += ellipse(x, y, rx, ry, soft(scene, tone(side, Math.round(depthAt(scene, y) * 4) / 4), 0.42))
  }
  return drawn
}

function strokes(scene: Scene, random: Random, tone: Tone, slot: string): string {
  const marks = ['', '', '']
  for (let at = 0; at < 340; at++) {
    const { x, y, size } = pointOn(scene, random)
    const h = 4 + size * random.between(8, 24)
    marks[at % 3] += path`M${x} ${y}q${random.between(-3, 3)} ${-h * 0.6} ${random.between(-9, 9) * size} ${-h}`
  }
  const [lit = '', mid = '', dark = ''] = marks
  return (
    line(dark, tone(`${slot}_shade`, 0.1), 2.6, 0.6) +
    line(mid, tone(slot, 0.1), 2.4, 0.8) +
    line(lit, tone(`${slot}_lit`, 0.1), 2, 0.6)
  )
}

/** Rows of rounded stones, larger towards the viewer, each with a light upper left edge. */
function cobbles(scene: Scene, random: Random, tone: Tone, slot: string): string {
  const { view, horizon } = scene
  const height = bottomOf(scene) - horizon
  let [gaps, light, dark] = ['', '', '']
  const rows = 21
  for (let row = 1; row <= rows; row++) {
    const near = (row / rows) ** 1.9
    const y = horizon + near * height
    const h = ((near * height) / row) * 1.45
    const w = 10 + near * 88
    for (let x = view.x - random() * w; x < rightOf(scene); x += w) {
      const [sw, sh] = [w * random.between(0.36, 0.45), h * 0.4]
      const stone = path`M${x - sw} ${y}a${sw} ${sh} 0 1 1 ${2 * sw} 0a${sw} ${sh} 0 1 1 ${-2 * sw} 0z`
      if (random.chance(0.36)) light += stone
      else if (random.chance(0.45)) dark += stone
      if (row > 5) gaps += path`M${x - sw} ${y + sh * 0.2}a${sw} ${sh} 0 0 0 ${2 * sw} 0`
    }
  }
  return (
    fill(light, tone(`${slot}_lit`, 0.25), 0.42) +
    fill(dark, tone(`${slot}_shade`, 0.15), 0.42) +
    line(gaps, tone(`${slot}_deep`, 0.1), 2, 0.35)
  )
}

/** Lines that meet at the horizon; tiles have lines across as well. */
function boards(scene: Scene, random: Random, tone: Tone, slot: string, across: boolean): string {
  const { view, horizon } = scene
  const [bottom, middle] = [bottomOf(scene), 800]
  let [gaps, light, dark] = ['', '', '']
  const step = across ? 150 : 104
  for (let at = -18; at < 18; at++) {
    const [near, next] = [middle + at * step, middle + (at + 1) * step]
    const toFar = (x: number) => middle + (x - middle) * 0.2
    gaps += path`M${toFar(near)} ${horizon}L${near} ${bottom}`
    const board = path`M${toFar(near)} ${horizon}L${near} ${bottom}H${next}L${toFar(next)} ${horizon}z`
    if (random.chance(0.4)) light += board
    else if (random.chance(0.5)) dark += board
  }
  if (across)
    for (let row = 1; row < 9; row++) {
      const y = horizon + (row / 9) ** 1.8 * (bottom - horizon)
      gaps += path`M${view.x} ${y}H${rightOf(scene)}`
    }
  return (
    fill(light, tone(`${slot}_lit`, 0.1), 0.2) +
    fill(dark, tone(`${slot}_shade`, 0), 0.3) +
    line(gaps, tone(`${slot}_deep`, 0.1), 2.4, 0.5)
  )
}

function pebbles(scene: Scene, random: Random, tone: Tone, slot: string): string {
  let [light, dark] = ['', '']
  for (let at = 0; at < 90; at++) {
    const { x, y, size } = pointOn(scene, random)
    const w = 3 + size * random.between(4, 13)
    dark += path`M${x} ${y}a${w} ${w * 0.55} 0 0 1 ${2 * w} 0z`
    light += path`M${x} ${y}a${w} ${w * 0.55} 0 0 1 ${w * 1.3} ${-w * 0.5}l${-w * 0.3} ${w * 0.5}z`
  }
  return fill(dark, tone(`${slot}_shade`, 0.1), 0.7) + fill(light, tone(`${slot}_lit`, 0.1), 0.7)
}

function ripples(scene: Scene, random: Random): string {
  const { light, paint } = scene
  let [bright, dark] = ['', '']
  for (let at = 0; at < 150; at++) {
    const { x, y, size } = pointOn(scene, random)
    const d = path`M${x} ${y}q${size * 18} ${-size * 5} ${size * random.between(24, 60)} 0`
    if (random.chance(0.55)) bright += d
    else dark += d
  }
  return (
    line(dark, paint('water_deep', 0.1), 3, 0.4) + line(bright, mix(light.sky[4] as string, light.key, 0.4), 2.4, 0.5)
  )
}
