import type { Placed } from '../../../../../schemas/content/painter-landscape.ts'
import type { Random } from '../random.ts'
import { fill, line, path } from '../svg.ts'
import type { Tint } from './light.ts'
import { bottomOf, type Scene } from './scene.ts'

/** A road from where it is seen first to the lower edge: its middle and half of its width at a height. */
export interface Road {
  middle(y: number): number
  half(y: number): number
  far: number
  near: number
}

function roadOf(scene: Scene, x: number, y: number, scale: number): Road {
  const random = scene.random('road')
  const bend = random.pick([-1, 1]) * random.between(70, 130)
  const near = Math.max(900, bottomOf(scene)) + 10
  const share = (at: number) => Math.max(0, (at - y) / (near - y))
  return {
    // A curve that swings out and back, more of it far away, where perspective presses it together.
    middle: (at) => x + Math.sin(share(at) ** 0.62 * Math.PI * 1.5) * bend * (0.25 + share(at)) * scale,
    half: (at) => (9 + 330 * share(at) ** 1.35) * scale,
    far: y,
    near,
  }
}

/** Whether something small that grows would stand on a road of the place. */
export function standsOnRoad(roads: Road[], x: number, y: number): boolean {
  return roads.some((it) => y > it.far && Math.abs(x - it.middle(y)) < it.half(y) * 1.05 + 12)
}

/** Where the roads of a place are, with what was said of each. */
export const roadsOf = (scene: Scene): [Placed, Road][] =>
  scene.place.parts.flatMap((placed, at): [Placed, Road][] => {
    if (placed.what !== 'road' || !placed.at) return []
    const [across = 0] = placed.jitter ?? [6]
    const x = placed.at[0] + scene.random(`road ${at}`).between(-across, across)
    return [[placed, roadOf(scene, x, placed.at[1], typeof placed.scale === 'number' ? placed.scale : 1)]]
  })

/** Worn edges, the road, its ruts, and stones that become fewer with distance. */
export function road(scene: Scene, it: Road, tint: Tint): string {
  const random = scene.random('road surface')
  const track = scene.defs.down([
    [0, tint('earth_lit')],
    [0.4, tint('earth')],
    [1, tint('earth_shade')],
  ])
  const wide = [1.22, 1.12, 1].map((share) => strip(random, it, -share, share, 0.05))
  const [worn = '', edge = '', way = ''] = wide
  return (
    fill(worn, tint('earth_shade'), 0.25) +
    fill(edge, tint('earth_shade'), 0.4) +
    fill(way, track) +
    fill(strip(random, it, -0.2, 0.22, 0.1), tint('earth_lit'), 0.35) +
    fill(strip(random, it, -0.56, -0.4, 0.06) + strip(random, it, 0.4, 0.56, 0.06), tint('earth_deep'), 0.3) +
    stones(random, it, tint)
  )
}

/** Part of a road across, as shares of half its width, with uneven sides. */
function strip(random: Random, { middle, half, far, near }: Road, left: number, right: number, rough: number): string {
  const steps = 16
  const [down, up]: [string[], string[]] = [[], []]
  for (let at = 0; at <= steps; at++) {
    const y = far + (near - far) * (at / steps) ** 1.6
    const uneven = () => random.between(-rough, rough) * (at === 0 ? 0 : 1)
    down.push(path`L${middle(y) + half(y) * (left + uneven())} ${y}`)
    up.unshift(path`L${middle(y) + half(y) * (right + uneven())} ${y}`)
  }
  return `M${down.join('').slice(1)}${up.join('')}z`
}

function stones(random: Random, { middle, half, far, near }: Road, tint: Tint): string {
  let [light, dark] = ['', '']
  for (let at = 0; at < 70; at++) {
    const share = random() ** 0.8
    const y = far + (near - far) * share
    // Most stones lie at the sides, where wheels have thrown them.
    const aside = random.chance(0.65) ? random.pick([-1, 1]) * random.between(0.72, 1.1) : random.between(-0.9, 0.9)
    const [x, w] = [middle(y) + half(y) * aside, 1.5 + share * random.between(3, 11)]
    dark += path`M${x} ${y}q${w * 0.2} ${-w * 0.7} ${w} ${-w * 0.66}q${w * 0.8} ${w * 0.06} ${w} ${w * 0.66}z`
    light += path`M${x + w * 0.16} ${y - w * 0.3}q${w * 0.3} ${-w * 0.36} ${w * 0.9} ${-w * 0.32}`
  }
  return fill(dark, tint('stone_shade'), 0.75) + line(light, tint('stone_lit'), 2, 0.7)
}
