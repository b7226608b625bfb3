import type { Random } from '../random.ts'
import { circlePath, fill, line, path } from '../svg.ts'
import type { Tint } from './light.ts'

/** Fir about 260 high: tiers of boughs, lit from the left. */
export function pine(random: Random, tint: Tint, snow: number): string {
  const tiers = 7
  let [left, right, snowy, boughs] = ['', '', '', '']
  for (let at = 0; at < tiers; at++) {
    const y = -24 - at * 32
    const w = (1 - at / tiers) * 72 + 12
    const droop = random.between(6, 14)
    const tip = y - 62
    const [l, r] = [w * random.between(0.85, 1.1), w * random.between(0.85, 1.1)]
    left += path`M2 ${tip}Q${-l * 0.3} ${y - 18} ${-l} ${y + droop}L${-l * 0.62} ${y - 2}L${-l * 0.45} ${y + 10}
      L${-l * 0.2} ${y}L4 ${y + 12}z`
    right += path`M0 ${tip}Q${r * 0.3} ${y - 18} ${r} ${y + droop}L${r * 0.66} ${y - 2}L${r * 0.4} ${y + 10}
      L${r * 0.2} ${y}L-2 ${y + 12}z`
    for (let bough = 1; bough < 4; bough++)
      boughs += path`M${-l * 0.22 * bough} ${y - 26 + bough * 9}
        q${-l * 0.12} ${6 + droop * 0.4} ${-l * 0.26} ${12 + droop * 0.3}`
    snowy += path`M0 ${tip}Q${-l * 0.3} ${y - 18} ${-l} ${y + droop}Q${-l * 0.4} ${y - 14} 0 ${tip + 22}
      Q${r * 0.3} ${y - 10} ${r * 0.8} ${y + 4}Q${r * 0.3} ${y - 18} 0 ${tip}z`
  }
  const trunk = fill('M-8 0L-5 -60H5L8 0z', tint('bark_shade'))
  const sides = fill(right, tint('pine_shade')) + fill(left, tint('pine'))
  return trunk + sides + line(boughs, tint('pine_lit'), 2.6, 0.5) + fill(snowy, tint('snow'), snow)
}

/** Broad-leaved tree about 260 high: a crown of three tones, the lightest towards the light. */
export function oak(random: Random, tint: Tint, snow: number): string {
  const blobs = Array.from({ length: 30 }, () => {
    const angle = random() * Math.PI * 2
    const out = Math.sqrt(random())
    return { x: Math.cos(angle) * out * 88, y: Math.sin(angle) * out * 62, r: random.between(16, 34) }
  })
  const tone = (dx: number, dy: number, grow: number, keep: (x: number, y: number) => boolean) =>
    blobs
      .filter(({ x, y }) => keep(x, y))
      .map(({ x, y, r }) => circlePath(x + dx, y + dy - CROWN_Y, r * grow))
      .join('')
  const dark = tone(5, 8, 1.06, () => true)
  const middle = tone(-4, -4, 0.88, (x, y) => x + y < 60)
  const light = tone(-11, -13, 0.6, (x, y) => x + y < 8)
  return (
    fill(`M-17 4Q-9 -40 -11 -96L-44 -140L-36 -146L-8 -112L-4 -150${TRUNK}`, tint('bark')) +
    fill(`M4 0Q2 -60 4 -150${TRUNK}`, tint('bark_shade')) +
    fill(dark, tint('leaf_shade')) +
    fill(middle, tint('leaf')) +
    fill(light, tint('leaf_lit'), 0.75) +
    fill(leaves(random, 46, -0.6, 2.4), tint('leaf_deep'), 0.4) +
    fill(leaves(random, 60, -3.6, -0.9), tint('leaf_lit'), 0.8) +
    fill(leaves(random, 40, -Math.PI, Math.PI), tint('leaf')) +
    (snow > 0 ? laden(blobs, tint, snow) : '')
  )
}

/** Snow on the upper sides of a crown, in three rows: the leaves of each row hide the lower half of its snow. */
function laden(blobs: { x: number; y: number; r: number }[], tint: Tint, snow: number): string {
  const rows = [
    [-80, -22],
    [-22, 8],
    [8, 32],
  ] as const
  return rows
    .map(([from, to], row) => {
      const some = blobs.filter(({ x, y }) => y >= from && y < to && (row === 0 || x < 40))
      const round = (dx: number, dy: number, grow: number) =>
        some.map(({ x, y, r }) => circlePath(x + dx, y - CROWN_Y + dy * r, r * grow, r * grow * 0.8)).join('')
      return (
        fill(round(-2, -0.2, 1.02), tint('snow_lit'), snow * (1 - row * 0.15)) +
        fill(round(1, 0.2, 1), tint(row === 0 ? 'leaf' : 'leaf_shade'), 0.95)
      )
    })
    .join('')
}

/** Height of the middle of the crown, and the right side of the trunk. */
const CROWN_Y = 178
const TRUNK = 'H6L8 -116L38 -150L44 -143L12 -92Q10 -40 20 4z'

/** Single leaves, so that a crown close by is no smooth ball. */
const leaves = (random: Random, count: number, from: number, to: number) =>
  Array.from({ length: count }, () => {
    const angle = random.between(from, to)
    const out = Math.sqrt(random()) * 0.98
    const [x, y, w] = [Math.cos(angle) * out * 94, Math.sin(angle) * out * 70 - CROWN_Y, random.between(4, 9)]
    return path`M${x} ${y}q${w * 0.6} ${-w * 0.5} ${w * 1.3} ${w * 0.2}
      q${-w * 0.7} ${w * 0.6} ${-w * 1.3} ${-w * 0.2}z`
  }).join('')

/** Bare tree about 240 high. */
export function deadTree(random: Random, tint: Tint, snow: number): string {
  let [thick, thin] = ['', '']
  const grow = (x: number, y: number, angle: number, length: number, level: number) => {
    const [ex, ey] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length]
    const d = path`M${x} ${y}Q${x + (ex - x) * 0.5 + random.between(-6, 6)} ${y + (ey - y) * 0.5} ${ex} ${ey}`
    if (level < 2) thick += d
    else thin += d
    if (level > 3) return
    for (const turn of [-1, 1])
      grow(ex, ey, angle + turn * random.between(0.25, 0.75), length * random.between(0.6, 0.8), level + 1)
  }
  grow(0, -70, -Math.PI / 2 + random.between(-0.2, 0.2), 58, 0)
  return (
    fill('M-18 4Q-7 -24 -4.5 -78H4.5Q7 -24 20 4z', tint('bark_shade')) +
    line(thick, tint('bark_shade'), 9) +
    line(thin, tint('bark_shade'), 3.4) +
    line(thick, tint('bark_lit'), 2, 0.5) +
    line(thick, tint('snow'), 4, snow * 0.8)
  )
}
