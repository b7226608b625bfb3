import type { Defs } from '../defs.ts'
import type { Random } from '../random.ts'
import { ellipse, fill, line, path } from '../svg.ts'
import { soft } from './fallen.ts'
import type { Tint } from './light.ts'

/** How something that grows by the seed is drawn around its foot; `snow` from 0 to 1. */
export type Draw = (random: Random, tint: Tint, snow: number, defs: Defs) => string

/** Water that falls from `top` to `foot`, half as wide as `half`: strands of light and dark, and spray below. */
export const waterfall =
  (half: number, top: number, foot: number): Draw =>
  (random, tint, _snow, defs) => {
    const body = defs.down([
      [0, tint('water_lit'), 0.95],
      [0.08, tint('snow_lit'), 0.9],
      [0.4, tint('water_lit'), 0.9],
      [0.8, tint('snow'), 0.85],
      [1, tint('snow_lit'), 0.6],
    ])
    return (
      fill(sheet(random, half, top, foot), body) +
      line(strands(random, half, top, foot, 22), tint('water'), half * 0.07, 0.4) +
      line(strands(random, half, top, foot, 10), tint('water_shade'), half * 0.04, 0.35) +
      line(strands(random, half, top, foot, 24), tint('snow_lit'), half * 0.05, 0.8) +
      spray(random, half, foot, tint('snow_lit'), defs)
    )
  }

function sheet(random: Random, half: number, top: number, foot: number): string {
  const side = (way: number) =>
    Array.from({ length: 9 }, (_, at) => {
      const x = way * half * (0.92 + 0.022 * at + random.between(-0.05, 0.05))
      return path`L${x} ${top + ((foot - top) * at) / 8}`
    })
  const [left, right] = [side(-1), side(1).reverse()]
  return `M${left.join('').slice(1)}${right.join('')}${path`Q0 ${top + half * 0.16} ${-half * 0.9} ${top}`}z`
}

function strands(random: Random, half: number, top: number, foot: number, count: number): string {
  let d = ''
  for (let at = 0; at < count; at++) {
    const x = random.between(-0.88, 0.88) * half
    const from = top + (foot - top) * random.between(0.02, 0.6)
    const long = (foot - from) * random.between(0.25, 0.95)
    d += path`M${x} ${from}q${random.between(-2, 2)} ${long * 0.5} ${x * 0.1 + random.between(-3, 3)} ${long}`
  }
  return d
}

function spray(random: Random, half: number, foot: number, colour: string, defs: Defs): string {
  const paint = soft({ defs }, colour, 0.5)
  let drawn = ''
  for (let at = 0; at < 9; at++) {
    const r = half * random.between(0.4, 0.8)
    drawn += ellipse(
      random.between(-1.1, 1.1) * half,
      foot - random.between(-0.04, 0.3) * half,
      r * 1.3,
      r * 0.7,
      paint,
    )
  }
  return drawn
}

/** Smoke or steam that rises, spreads and thins, in a number of columns. */
export const plume =
  (slot: string, high: number, columns: number, opacity: number): Draw =>
  (random, tint, _snow, defs) => {
    let drawn = ''
    for (let column = 0; column < columns; column++) {
      const [x, lean] = [columns === 1 ? 0 : random.between(-130, 130), random.between(10, 50)]
      for (let at = 0; at < 12; at++) {
        const up = at / 11
        const paint = soft({ defs }, tint(slot), Math.round(opacity * (1 - up * 0.85) * 20) / 20)
        const r = 20 + up * high * 0.18
        drawn += ellipse(x + lean * up ** 1.5 + Math.sin(at * 1.1 + x) * r * 0.5, -up * high, r * 1.2, r, paint)
      }
    }
    return drawn
  }
