import { lighten } from '../colour.ts'
import { type Box, circlePath, ellipse, fill, line, type Point, path, rect } from '../svg.ts'
import { clouds } from './clouds.ts'
import type { Scene } from './scene.ts'
import { spaceAir, spaceWeather } from './space.ts'
import { shelf } from './storm.ts'

/** The sky of a scene within a box whose lower edge is the horizon, and where the sun or the moon stands in it. */
export function sky(scene: Scene, box: Box, body: Point = scene.body): string {
  const { light, defs, weather, place } = scene
  if (place.airless) {
    const bare = {
      ...scene,
      weather: { ...weather, clouds: 0, veil: 0, fog: 0, storm: 0, key: 0.8 },
      light: { ...light, stars: 1 },
    }
    return spaceAir(scene, box) + stars(bare, box) + shining(bare, body) + spaceWeather(scene, box, body)
  }
  const offsets = [0, 0.3, 0.56, 0.8, 1]
  const air = rect(box, defs.down(light.sky.map((colour, at) => [offsets[at] as number, colour])))
  const cover = weather.storm > 0 ? shelf(scene, box) : ''
  return `${air}${stars(scene, box)}${shining(scene, body)}${clouds(scene, box, body)}${cover}`
}

function stars(scene: Scene, box: Box): string {
  const { light, weather } = scene
  if (light.stars < 0.04 || weather.fog > 0.5) return ''
  const random = scene.random('stars')
  const marks = ['', '', '']
  for (let left = 0; left < 230; left++) {
    const high = random() ** 1.4
    const size = random.chance(0.07) ? 2 : random.chance(0.35) ? 1 : 0
    marks[size] += path`M${box.x + random() * box.w} ${box.y + high * box.h * 0.92}h0`
  }
  const sizes = [1.7, 2.6, 4.2]
  const drawn = marks.map((d, at) => line(d, '#eef3ff', sizes[at] as number, light.stars * (0.5 + at * 0.25)))
  return `${light.stars > 0.6 ? milkyWay(scene, box) : ''}${drawn.join('')}`
}

function milkyWay(scene: Scene, box: Box): string {
  const random = scene.random('milky way')
  const cloud = scene.defs.radial([
    [0, '#b9c8ff', 0.17],
    [1, '#8fa6ff', 0],
  ])
  let drawn = ''
  for (let at = 0; at < 7; at++) {
    const along = at / 6
    const [x, y] = [box.x + box.w * (0.42 + along * 0.62), box.y + box.h * (0.78 - along * 0.8)]
    drawn += ellipse(x, y, box.w * random.between(0.09, 0.16), box.h * random.between(0.09, 0.16), cloud)
  }
  return drawn
}

/** Sun or moon with its halo. Thick cloud leaves only a paler place in the sky; fog leaves a pale disc. */
function shining(scene: Scene, [x, y]: Point): string {
  const { hour, weather, defs } = scene
  const { kind, radius, colour, halo, glow } = hour.body
  const seen = Math.max(0, 1 - weather.veil * 1.15, 0.8 * (hour.low_sun ?? 0))
  const pale = Math.max(seen, weather.fog * 0.55)
  const wide = defs.radial([
    [0, halo, glow * (0.25 + 0.75 * pale)],
    [0.18, halo, glow * 0.5 * (0.3 + 0.7 * pale)],
    [0.5, halo, glow * 0.16 * (0.3 + 0.7 * pale)],
    [1, halo, 0],
  ])
  const air = weather.storm > 0 && !hour.low_sun ? '' : ellipse(x, y, radius * 11, radius * 9, wide)
  if (pale < 0.15) return air
  const disc = weather.fog > 0.5 ? blurred(scene, x, y) : ellipse(x, y, radius, radius, colour, 0.35 + 0.65 * pale)
  const face = kind === 'moon' && weather.fog <= 0.5 ? craters(x, y, radius, pale) : ''
  return `${air}${kind === 'sun' ? rays(scene, x, y) : ''}${disc}${face}`
}

/** Disc that fog leaves without an edge. */
function blurred({ hour, defs }: Scene, x: number, y: number): string {
  const { colour, halo, radius } = hour.body
  const paint = defs.radial([
    [0, colour, 0.9],
    [0.3, colour, 0.6],
    [0.55, halo, 0.2],
    [1, halo, 0],
  ])
  return ellipse(x, y, radius * 2.4, radius * 2.4, paint)
}

function craters(x: number, y: number, radius: number, opacity: number): string {
  const spots = [
    [-0.3, -0.2, 0.26],
    [0.28, 0.1, 0.2],
    [-0.1, 0.42, 0.16],
    [0.2, -0.45, 0.12],
  ] as const
  const d = spots.map(([dx, dy, r]) => circlePath(x + dx * radius, y + dy * radius, r * radius)).join('')
  const night = path`M${x + radius * 0.35} ${y - radius * 0.94}a${radius} ${radius} 0 0 1 0 ${radius * 1.88}
    a${radius * 1.25} ${radius * 1.25} 0 0 0 0 ${-radius * 1.88}z`
  return fill(d, '#c3c4b6', 0.5 * opacity) + fill(night, '#8f97ad', 0.5 * opacity)
}

/** Wedges of light, under a clear sky, or from a low sun in fog. */
function rays(scene: Scene, x: number, y: number): string {
  const { hour, weather, defs } = scene
  if (scene.place.airless || (weather.key < 0.9 && !(hour.low_sun && weather.fog > 0.5))) return ''
  const random = scene.random('rays')
  const ray = defs.radial([
    [0, lighten(hour.body.halo, 0.3), (y < 200 ? 0.16 : 0.3) * hour.body.glow],
    [1, hour.body.halo, 0],
  ])
  let d = ''
  const length = 620
  for (let at = 0; at < 11; at++) {
    const angle = (at / 11) * Math.PI * 2 + random.between(-0.2, 0.2)
    const half = random.between(0.02, 0.07)
    const [one, other] = [angle - half, angle + half]
    d += path`M${x} ${y}l${Math.cos(one) * length} ${Math.sin(one) * length}
      L${x + Math.cos(other) * length} ${y + Math.sin(other) * length}z`
  }
  return fill(d, ray)
}
