import { mix } from '../colour.ts'
import { ellipse, fill, line, type Point, path } from '../svg.ts'
import { heap, puddle, soft } from './fallen.ts'
import { rain, snowfall } from './falling.ts'
import { bottomOf, type Scene } from './scene.ts'

/** Light that comes in: across at its upper and at its lower end, and how high these are. */
interface Beam {
  above: [left: number, right: number]
  below: [left: number, right: number]
  top: number
  /** Lower edge of the opening, from where the beam is seen best. */
  sill: number
  floor: number
}

const beamsOf = (scene: Scene): Beam[] =>
  (scene.place.openings ?? []).flatMap(({ box: [left, top, right, bottom], falls }) => {
    if (!falls) return []
    const inset = (right - left) * 0.08
    const floor = scene.horizon + (bottomOf(scene) - scene.horizon) * 0.42
    return [
      { above: [left + inset, right - inset], below: falls, top: top + (bottom - top) * 0.3, sill: bottom, floor },
    ]
  })

/** What the weather leaves on the floor under the openings. It lies below the things that stand there. */
export function under(scene: Scene): string {
  if (scene.place.setting !== 'underground' || scene.place.ground === 'water') return ''
  const random = scene.random('under')
  return beamsOf(scene)
    .map(({ below: [left, right], floor }) => {
      const [x, w] = [(left + right) / 2, (right - left) / 2]
      const wet = scene.weather.rain > 0 ? puddle(scene, random, x, floor + 12, w * 0.92, 26) : ''
      return wet + (scene.weather.snow > 0 ? heap(scene, random, x, floor + 14, w * 0.8) : '')
    })
    .join('')
}

/** Daylight or moonlight through the openings, the pool it makes on the floor, and what falls in it. */
export const shafts = (scene: Scene): string =>
  beamsOf(scene)
    .map((beam) => shaft(scene, beam))
    .join('')

function shaft(scene: Scene, beam: Beam): string {
  const { light, weather, hour } = scene
  const strength = (0.3 + 0.7 * weather.key) * (hour.stars > 0.8 ? 0.6 : 0.85)
  const colour = mix(hour.key, light.sky[4] as string, 0.35)
  const [left, right] = beam.below
  const pool = soft(scene, colour, 0.75 * strength)
  return (
    ellipse((left + right) / 2, beam.floor + 6, (right - left) * 0.62, 58, pool) +
    cone(scene, beam, colour, strength) +
    (scene.place.setting === 'underground' ? falling(scene, beam) : motes(scene, beam, colour, strength))
  )
}

/** One wedge within the other, each of them faint, so that the light has no edge; none of it above the opening. */
function cone({ defs }: Scene, beam: Beam, colour: string, strength: number): string {
  const { above, below, top, sill, floor } = beam
  const seen = (sill - top) / (floor - top)
  const paint = defs.down([
    [0, colour, 0],
    [seen * 0.75, colour, 0.17 * strength],
    [seen + (1 - seen) * 0.5, colour, 0.09 * strength],
    [1, colour, 0],
  ])
  return [-0.06, 0.03, 0.12, 0.21, 0.3]
    .map((inset) => {
      const across = ([left, right]: [number, number], share: number) => left + (right - left) * share
      const [a, b] = [across(above, Math.max(0, inset)), across(above, 1 - Math.max(0, inset))]
      const [c, d] = [across(below, 1 - inset), across(below, inset)]
      return fill(path`M${a} ${top}H${b}L${c} ${floor + 20}H${d}z`, paint)
    })
    .join('')
}

/** Point of a beam: across and down, each from 0 to 1. */
const within =
  ({ above, below, top, floor }: Beam) =>
  (across: number, down: number): Point => {
    const left = above[0] + (below[0] - above[0]) * down
    const right = above[1] + (below[1] - above[1]) * down
    return [left + (right - left) * (0.1 + 0.8 * across), top + (floor - top) * down]
  }

function falling(scene: Scene, beam: Beam): string {
  const box = { x: beam.below[0], y: beam.top, w: beam.below[1] - beam.below[0], h: beam.floor - beam.top }
  const place = within(beam)
  return rain(scene, box, place) + snowfall(scene, box, place)
}

/** Dust that the light shows. */
function motes(scene: Scene, beam: Beam, colour: string, strength: number): string {
  const random = scene.random(`motes ${beam.above[0]}`)
  const place = within(beam)
  let d = ''
  for (let at = 0; at < 34; at++) {
    const [x, y] = place(random(), random.between(0.3, 0.95))
    d += path`M${x} ${y}h0`
  }
  return line(d, colour, 3, 0.5 * strength)
}
