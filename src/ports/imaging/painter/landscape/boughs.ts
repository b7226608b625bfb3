import { mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { fill, line, type Point, path } from '../svg.ts'
import { bottomOf, rightOf, type Scene } from './scene.ts'

/** A tree close by at the right edge: its trunk goes through the picture, a bough of it hangs into the corner. */
export function boughs(scene: Scene, dark: string): string {
  const random = scene.random('frame')
  const [right, top, bottom] = [rightOf(scene), scene.view.y, bottomOf(scene)]
  const edge = mix(dark, scene.light.key, 0.3)
  const trunk = path`M${right + 30} ${bottom + 20}H${right - 150}
    Q${right - 92} ${bottom - 60} ${right - 78} ${bottom - 240}Q${right - 56} ${top + 460} ${right - 78} ${top + 210}
    Q${right - 92} ${top + 90} ${right - 60} ${top - 30}H${right + 30}z`
  const side = path`M${right - 146} ${bottom + 16}Q${right - 90} ${bottom - 60} ${right - 76} ${bottom - 240}
    Q${right - 54} ${top + 460} ${right - 76} ${top + 210}`
  const limbs = limbsOf(random, right, top)
  const wood = limbs.map((points) => limb(points)).join('')
  const leaves = limbs.map((points) => foliage(random, points))
  const all = (at: 0 | 1) => leaves.map((pair) => pair[at]).join('')
  const snow = scene.weather.snow > 0 ? line(limbs.map(above).join(''), scene.paint('snow_lit', 0), 5, 0.8) : ''
  return (
    fill(trunk, dark) +
    line(side, edge, 3, 0.6) +
    fill(wood, dark) +
    fill(all(0), dark) +
    fill(all(1), edge, 0.75) +
    snow
  )
}

/** Limbs from the trunk to the left, the lower one shorter; each bends down at its end. */
const limbsOf = (random: Random, right: number, top: number): Point[][] =>
  [
    { y: top + 226, long: random.between(230, 300) },
    { y: top + 96, long: random.between(400, 500) },
  ].map(({ y, long }) =>
    Array.from({ length: 8 }, (_, at): Point => {
      const out = at / 7
      return [right - 70 - long * out, y - Math.sin(out * 2.2) * 62 + out ** 2.4 * 60 + random.between(-5, 5)]
    }),
  )

/** Outline of a limb that becomes thin. */
function limb(points: Point[]): string {
  const thick = (at: number) => 13 * (1 - at / points.length) + 1
  const upper = points.map(([x, y], at) => path`L${x} ${y - thick(at)}`).join('')
  const lower = [...points].reverse().map(([x, y], at) => path`L${x} ${y + thick(points.length - 1 - at)}`)
  return `M${upper.slice(1)}${lower.join('')}z`
}

/** Upper side of a limb, where snow lies. */
const above = (points: Point[]) =>
  points.map(([x, y], at) => (at === 0 ? path`M${x} ${y - 14}` : path`L${x} ${y - 14 * (1 - at / 8)}`)).join('')

/** Leaves on twigs below and above a limb: dark ones, and fewer that the light reaches. */
function foliage(random: Random, points: Point[]): [dark: string, lit: string] {
  let [dark, lit] = ['', '']
  for (const [at, [x, y]] of points.entries()) {
    if (at < 1) continue
    for (let left = 0; left < 38; left++) {
      const [out, turn] = [Math.sqrt(random()), random() * Math.PI * 2]
      const [lx, ly] = [x + Math.cos(turn) * out * 62, y + 10 + Math.sin(turn) * out * 50]
      const d = leaf(lx, ly, random.between(18, 34), random.between(0.5, 2.6))
      if (Math.sin(turn) < -0.2 && random.chance(0.4)) lit += d
      else dark += d
    }
  }
  return [dark, lit]
}

/** A pointed leaf that hangs from a point. */
function leaf(x: number, y: number, length: number, angle: number): string {
  const [dx, dy] = [Math.cos(angle) * length, Math.sin(angle) * length]
  const [sx, sy] = [-dy * 0.42, dx * 0.42]
  return path`M${x} ${y}Q${x + dx * 0.5 + sx} ${y + dy * 0.5 + sy} ${x + dx} ${y + dy}
    Q${x + dx * 0.5 - sx} ${y + dy * 0.5 - sy} ${x} ${y}z`
}
