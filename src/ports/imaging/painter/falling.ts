import { lighten, mix } from './color.ts'
import { mist } from './far.ts'
import type { Scene } from './scene.ts'
import { type Box, line, path, rect } from './svg.ts'

/** Rain in a box: fine and pale far away, long and bright near. A storm drives it. */
export function rain(scene: Scene, box: Box): string {
  const { weather, light } = scene
  if (weather.rain === 0) return ''
  const random = scene.random(`rain ${box.x}`)
  const slant = weather.storm > 0 ? 0.5 : 0.2
  const [far, near] = ['', ''].map((_, layer) => {
    const count = Math.round((layer ? 190 : 420) * Math.sqrt((box.w * box.h) / 1_440_000))
    let d = ''
    for (let at = 0; at < count; at++) {
      const length = layer ? random.between(44, 90) : random.between(18, 36)
      d += path`M${box.x + random.between(-0.05, 1.1) * box.w} ${box.y + random() * box.h}l${-length * slant} ${length}`
    }
    return d
  }) as [string, string]
  const drop = mix(lighten(light.haze, 0.5), '#dfeaf6', 0.4)
  return line(far, drop, 1.5, 0.42) + line(near, drop, 2.5, 0.5)
}

/** Flakes of three sizes. */
export function snowfall(scene: Scene, box: Box): string {
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
      for (let at = 0; at < (count as number) * share; at++)
        d += path`M${box.x + random() * box.w} ${box.y + random() * box.h}h${random.between(0, 2)}`
      return line(d, white, size as number, opacity as number)
    })
    .join('')
}

/** Fog that has come in. */
export function mists(scene: Scene): string {
  const { weather, horizon } = scene
  if (weather.fog < 0.5) return ''
  const much = scene.place.setting === 'underground' ? 0.7 : 0.25
  return mist(scene, horizon + 40, 150, much) + mist(scene, horizon + 200, 100, much * 0.8)
}

/** What the weather puts in front of an open place. */
export function weatherInFront(scene: Scene): string {
  const { weather, view, horizon, light, defs } = scene
  const curtain = weather.rain + weather.snow > 0 ? 0.2 : 0
  const veil = rect(
    { x: view.x, y: view.y, w: view.w, h: view.h },
    defs.down([
      [0, light.haze, curtain],
      [1, light.haze, 0],
    ]),
    curtain > 0 ? 1 : 0,
  )
  const bands =
    weather.fog > 0.5
      ? mist(scene, horizon - 60, 200, 0.52) +
        mist(scene, horizon + 130, 120, 0.48) +
        mist(scene, horizon + 300, 110, 0.4)
      : ''
  return bands + veil + rain(scene, view) + snowfall(scene, view)
}
