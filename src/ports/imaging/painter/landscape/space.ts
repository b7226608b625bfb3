import { darken, lighten, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { type Box, fill, line, type Point, path, rect } from '../svg.ts'
import { clouds } from './clouds.ts'
import { snowfall } from './falling.ts'
import { mist } from './far.ts'
import type { Scene } from './scene.ts'
import { bolt } from './storm.ts'

/** Where there is no air, the sky is black at every hour; the hour shows near the horizon only. */
export function spaceAir({ light, defs }: Scene, box: Box): string {
  const tints = [0.08, 0.12, 0.2, 0.32, 0.5]
  return rect(
    box,
    defs.down(light.sky.map((colour, at) => [at / 4, mix('#05060f', darken(colour, 0.45), tints[at] as number)])),
  )
}

/** Weather of the sky of space: clouds of dust when it is covered, lights of a solar storm. */
export function spaceWeather(scene: Scene, box: Box, body: Point): string {
  const { weather } = scene
  if (weather.storm > 0)
    return aurora(scene, box) + bolt(scene, { x: box.x + box.w * 0.3, y: box.y, w: box.w, h: box.h })
  return weather.clouds > 0.5 && weather.rain === 0 && weather.snow === 0 ? dust(scene, box, body) : ''
}

function dust(scene: Scene, box: Box, body: Point): string {
  const lit = mix(darken(scene.light.sky[2] as string, 0.45), '#7a4fb0', 0.5)
  const cloud = { lit, shade: mix('#0d0b1c', lit, 0.25) }
  return clouds({ ...scene, light: { ...scene.light, cloud } }, box, body)
}

/** Curtains of light, each a row of rays that rise from a wavy foot. */
function aurora(scene: Scene, box: Box): string {
  const random = scene.random('aurora')
  return ['#b46af0', '#4fd8e8', '#58f0a0'].map((colour, row) => curtain(scene, random, box, colour, row)).join('')
}

function curtain({ defs }: Scene, random: Random, box: Box, colour: string, row: number): string {
  // A gradient of a shape goes over that shape alone: each ray fades at its own ends.
  const paint = defs.down([
    [0, colour, 0],
    [0.65, colour, 0.16],
    [0.9, lighten(colour, 0.3), 0.34],
    [1, colour, 0],
  ])
  const [phase, count] = [random() * 6, 22]
  const wide = (box.w / count) * 2.6
  let drawn = ''
  for (let at = -2; at < count; at++) {
    const x = box.x + (box.w * at) / count
    const y = box.y + box.h * (0.5 + row * 0.16 + Math.sin(phase + at * 0.42) * 0.07)
    const h = box.h * random.between(0.3, 0.62)
    drawn += fill(path`M${x} ${y}L${x + wide * 0.3} ${y - h}H${x + wide * 0.6}L${x + wide} ${y}z`, paint)
  }
  return drawn
}

/** What falls where there is no air: meteors for rain, ice for snow, dust along the ground in a storm. */
export function spaceFalling(scene: Scene, box: Box): string {
  const { weather } = scene
  if (weather.storm > 0) return meteors(scene, box, 34) + drivenDust(scene, box)
  return weather.rain > 0 ? meteors(scene, box, 90) : snowfall(scene, box)
}

/** Streaks with a bright head and a tail that becomes thin. */
function meteors(scene: Scene, box: Box, count: number): string {
  const random = scene.random(`meteors ${box.x}`)
  const size = Math.min(1, box.w / 900)
  const marks = ['', '', '', '']
  for (let at = 0; at < count * Math.sqrt(size); at++) {
    const isNear = at % 4 === 0 ? 1 : 0
    const long = random.between(60, 120) * (1 + isNear) * size
    const [x, y] = [box.x + random.between(0, 1.15) * box.w, box.y + random.between(-0.1, 0.9) * box.h]
    marks[isNear] += streak(random, x, y, long, (1.6 + isNear * 1.4) * size)
    marks[2 + isNear] += path`M${x} ${y}h0`
  }
  const [far = '', near = '', farHeads = '', nearHeads = ''] = marks
  return (
    fill(far, '#cfe0ff', 0.4) +
    fill(near, '#ffd9a0', 0.6) +
    line(farHeads, '#eef4ff', 3.4 * size, 0.8) +
    line(nearHeads, '#fff6e0', 6.5 * size)
  )
}

const streak = (random: Random, x: number, y: number, long: number, wide: number) => {
  const up = long * random.between(0.95, 1.1)
  return path`M${x - wide} ${y - wide * 0.5}L${x + long * 0.52} ${y - up}L${x + wide} ${y + wide * 0.5}z`
}

function drivenDust(scene: Scene, box: Box): string {
  const random = scene.random(`dust ${box.x}`)
  let d = ''
  for (let at = 0; at < 120; at++) {
    const [x, y] = [box.x + random.between(-0.1, 1) * box.w, box.y + box.h * (1 - random() ** 1.6 * 0.6)]
    const long = random.between(100, 190)
    d += path`M${x} ${y}q${long * 0.45} ${random.between(-8, 2)} ${long} ${random.between(4, 20)}`
  }
  return line(d, lighten(scene.paint('sand', 0.2), 0.25), 2, 0.4)
}

/** Dust that hangs above the ground; the stars stay to be seen. */
export function groundDust(scene: Scene): string {
  const { weather, horizon } = scene
  const much = weather.fog > 0.5 ? 0.75 : weather.storm > 0 ? 0.4 : 0
  return [0, 90, 190, 300].map((down) => mist(scene, horizon + 16 + down, 64 + down * 0.2, much * 0.8)).join('')
}
