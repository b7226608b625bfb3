import type { Random } from '../random.ts'
import { circlePath, fill, line, path } from '../svg.ts'
import type { Tint } from './light.ts'

/** Row of firs as one outline. */
export function spires(random: Random, from: number, to: number, y: number, height: number): string {
  let d = path`M${from} ${y + 20}`
  for (let x = from; x < to; ) {
    const h = height * random.between(0.45, 1)
    const w = h * random.between(0.26, 0.36)
    d += path`L${x} ${y}L${x + w * 0.3} ${y - h * 0.45}L${x + w * 0.22} ${y - h * 0.45}L${x + w / 2} ${y - h}
      L${x + w * 0.78} ${y - h * 0.45}L${x + w * 0.7} ${y - h * 0.45}L${x + w} ${y}`
    x += w * random.between(0.55, 0.95)
  }
  return `${d}${path`L${to} ${y}V${y + 20}`}z`
}

export function bush(random: Random, tint: Tint, snow: number): string {
  const blobs = Array.from({ length: 9 }, (_, at) => ({
    x: -48 + at * 12,
    y: -16 - random() * 26 * Math.sin((at / 8) * Math.PI),
    r: random.between(14, 24),
  }))
  const tone = (dx: number, dy: number, grow: number) =>
    blobs.map(({ x, y, r }) => circlePath(x + dx, y + dy, r * grow)).join('')
  return (
    fill(tone(2, 4, 1), tint('leaf_shade')) +
    fill(tone(-4, -5, 0.72), tint('leaf')) +
    fill(tone(-8, -10, 0.4), tint('leaf_lit'), 0.7) +
    fill(tone(-2, -14, 0.5), tint('snow'), snow)
  )
}

/** Blades of grass, reeds or ferns from a foot. */
export function blades(random: Random, count: number, height: number, spread: number): string {
  let d = ''
  for (let at = 0; at < count; at++) {
    const x = random.between(-spread, spread)
    const lean = random.between(-0.5, 0.5) * height
    const h = height * random.between(0.5, 1)
    d += path`M${x - 3} 0Q${x + lean * 0.2} ${-h * 0.6} ${x + lean} ${-h}Q${x + lean * 0.3 + 4} ${-h * 0.5} ${x + 3} 0z`
  }
  return d
}

export const tuft = (random: Random, tint: Tint): string =>
  fill(blades(random, 9, 46, 26), tint('grass_shade')) + fill(blades(random, 6, 40, 24), tint('grass_lit'), 0.8)

export function reeds(random: Random, tint: Tint): string {
  let heads = ''
  for (let at = 0; at < 4; at++) heads += path`M${random.between(-24, 24)} ${random.between(-120, -84)}v18`
  return (
    fill(blades(random, 12, 120, 30), tint('moss_shade')) +
    fill(blades(random, 7, 100, 26), tint('moss')) +
    line(heads, tint('bark'), 7)
  )
}

export function flowers(random: Random, tint: Tint): string {
  let d = ''
  for (let at = 0; at < 14; at++) d += path`M${random.between(-60, 60)} ${random.between(-24, 4)}h0`
  return fill(blades(random, 12, 22, 62), tint('grass_shade')) + line(d, tint('flower_lit'), 8)
}
