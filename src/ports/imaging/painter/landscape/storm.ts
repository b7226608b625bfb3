import { darken, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { type Box, ellipse, fill, line, type Point, path } from '../svg.ts'
import { soft } from './fallen.ts'
import type { Scene } from './scene.ts'

/** Dark shelf of a thunderstorm, lit from within where the lightning comes out of it. */
export function shelf(scene: Scene, box: Box): string {
  const { light, view, hour } = scene
  const random = scene.random('storm')
  // By day, what a window shows must not be as dark as a night.
  const isOutside = box.w === view.w
  const dark = darken(light.sky[0] as string, isOutside ? 0.35 : 0.35 * hour.stars)
  const x = box.x + box.w * random.between(0.68, 0.84)
  const lit = mix(dark, '#c3c8f4', 0.3)
  return (
    ellipse(x, box.y + box.h * 0.24, box.w * 0.32, box.h * 0.5, soft(scene, '#d6daff', 0.75 - 0.3 * hour.stars)) +
    roof(scene, random, box, 0.36, lit) +
    bolt(scene, { x, y: box.y + box.h * 0.12, w: box.w, h: box.h * 0.88 }) +
    ellipse(x, box.y + box.h * 0.26, box.w * 0.09, box.h * 0.12, soft(scene, '#f6f4ff', 0.8)) +
    roof(scene, random, box, 0.23, dark)
  )
}

/** Cloud from the upper edge down to a share of the box, its lower side uneven and without an end. */
function roof({ defs }: Scene, random: Random, { x, y, w, h }: Box, deep: number, colour: string): string {
  const mass = defs.down([
    [0, colour, 1],
    [0.6, colour, 0.92],
    [1, colour, 0.3],
  ])
  let d = path`M${x - 20} ${y}V${y + h * deep * 0.8}`
  for (let left = x - 20; left < x + w; ) {
    const width = w * random.between(0.05, 0.2)
    const low = y + h * deep * random.between(0.7, 1.12)
    d += path`Q${left + width * random.between(0.3, 0.7)} ${low + width * 0.28} ${left + width} ${low}`
    left += width
  }
  return fill(`${d}${path`V${y}`}z`, mass)
}

/** Lightning from a point down: a thick path that thins, and branches; its end is lost in the distance. */
export function bolt(scene: Scene, { x, y, w, h }: Box): string {
  const random = scene.random('bolt')
  const sway = Math.min(30, w * 0.024)
  const main = zigzag(random, x, y, y + h, sway)
  const [upper, lower] = [main.slice(0, 7), main.slice(6)]
  const branches = [3, 5, 7].map((at) => {
    const [bx, by] = main[at] as Point
    const way = random.pick([-1, 1])
    return textOf(zigzag(random, bx, by, by + h * random.between(0.16, 0.3), sway * 1.1, way * sway * 0.9).slice(0, 9))
  })
  const size = Math.min(1, w / 700)
  const fading = (colour: string, opacity: number) =>
    scene.defs.down([
      [0, colour, opacity],
      [0.55, colour, opacity],
      [1, colour, 0],
    ])
  return (
    line(textOf(main), fading('#b9c4ff', 0.3), 18 * size) +
    line(branches.join(''), fading('#e6e9ff', 0.9), 2.2 * size) +
    line(textOf(upper), '#ffffff', 6 * size) +
    line(textOf(lower), fading('#ffffff', 1), 3.4 * size)
  )
}

const textOf = (points: Point[]) =>
  points.map(([x, y], at) => (at === 0 ? path`M${x} ${y}` : path`L${x} ${y}`)).join('')

function zigzag(random: Random, x: number, top: number, bottom: number, sway: number, drift = 0): Point[] {
  const points: Point[] = [[x, top]]
  let across = x
  for (let at = 1; at <= 12; at++) {
    across += drift + (at % 2 ? 1 : -1) * random.between(0.1, 1) * sway + random.between(-0.4, 0.4) * sway
    points.push([across, top + ((bottom - top) * (at - random.between(0, 0.4))) / 12])
  }
  return points
}
