import { lighten, mix } from '../colour.ts'
import { type Box, line, type Point, path } from '../svg.ts'
import { mist } from './far.ts'
import type { Scene } from './scene.ts'

/** Where something falls, from two numbers of 0 to 1. */
type Spread = (across: number, down: number) => Point

const inBox =
  ({ x, y, w, h }: Box, wider: number): Spread =>
  (across, down) => [x + (across * (1 + 2 * wider) - wider) * w, y + down * h]

/** Rain in a box: fine and pale far away, long and bright near. A storm drives it. */
export function rain(scene: Scene, box: Box, spread: Spread = inBox(box, 0.06)): string {
  const { weather, light } = scene
  if (weather.rain === 0) return ''
  const random = scene.random(`rain ${box.x}`)
  const slant = weather.storm > 0 ? 0.5 : 0.2
  const [far, near] = ['', ''].map((_, layer) => {
    const count = Math.round((layer ? 190 : 420) * Math.sqrt((box.w * box.h) / 1_440_000))
    let d = ''
    for (let at = 0; at < count; at++) {
      const length = layer ? random.between(44, 90) : random.between(18, 36)
      const [x, y] = spread(random(), random())
      d += path`M${x} ${y}l${-length * slant} ${length}`
    }
    return d
  }) as [string, string]
  const drop = mix(lighten(light.haze, 0.5), '#dfeaf6', 0.4)
  return line(far, drop, 1.5, 0.42) + line(near, drop, 2.5, 0.5)
}

/** Flakes of three sizes. */
export function snowfall(scene: Scene, box: Box, spread: Spread = inBox(box, 0)): string {
  if (scene.weather.snow === 0) return ''
  const random = scene.random(`snow ${box.x}`)
  const white = lighten(scene.paint('snow_lit', 0), 0.55)
  return [
    [420, 3.4, 0.75],
    [170, 7, 0.85],
    [44, 13, 0.75],
  ]
    .map(([count, size, opacity]) => {
      let d = ''
      const share = Math.sqrt((box.w * box.h) / 1_440_000)
      for (let at = 0; at < (count as number) * share; at++) {
        const [x, y] = spread(random(), random())
        d += path`M${x} ${y}h${random.between(0, 2)}`
      }
      return line(d, white, size as number, opacity as number)
    })
    .join('')
}

/** Fog that has come in. */
export function mists(scene: Scene): string {
  const { weather, horizon } = scene
  if (weather.fog < 0.5) return ''
  if (scene.place.setting === 'indoors') return mist(scene, horizon + 60, 60, 0.3)
  return mist(scene, horizon + 40, 150, 0.7) + mist(scene, horizon + 200, 100, 0.56)
}

/** Thin mist that lies on the ground of an open place before the sun is up: `share` of what its hour has. */
export function groundMist(scene: Scene, share: number): string {
  const { hour, weather, horizon, place } = scene
  const much = place.airless ? 0 : (hour.mist ?? 0) * share * (1 - weather.rain) * (1 - weather.fog)
  return mist(scene, horizon + 24, 110, much)
}
