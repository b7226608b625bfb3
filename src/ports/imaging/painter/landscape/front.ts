import { type Box, rect } from '../svg.ts'
import { rain, snowfall } from './falling.ts'
import { mist } from './far.ts'
import type { Scene } from './scene.ts'
import { groundDust, spaceFalling } from './space.ts'

/** What the weather puts in front of an open place. */
export function weatherInFront(scene: Scene): string {
  const { weather, view, horizon, light, defs } = scene
  if (scene.place.airless) return groundDust(scene) + falling(scene, view)
  const curtain = weather.rain + weather.snow > 0 ? 0.2 : 0
  const veil = rect(
    view,
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
  return bands + veil + falling(scene, view)
}

/** Rain and snow in a box, or what falls instead where there is no air. */
export const falling = (scene: Scene, box: Box): string =>
  scene.place.airless ? spaceFalling(scene, box) : rain(scene, box) + snowfall(scene, box)
