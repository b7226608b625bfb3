import { mix } from '../colour.ts'
import { type Box, rect } from '../svg.ts'
import { rain, snowfall } from './falling.ts'
import type { Scene } from './scene.ts'
import { groundDust, spaceFalling } from './space.ts'

/** What the weather puts in front of an open place. */
export function weatherInFront(scene: Scene): string {
  const { weather, view, light, defs, hour } = scene
  if (scene.place.airless) return groundDust(scene) + falling(scene, view)
  if (weather.rain + weather.snow === 0) return ''
  const colour = mix(light.haze, light.sky[1] as string, hour.low_sun ?? 0)
  const veil = defs.down([
    [0, colour, 0.2],
    [1, colour, 0],
  ])
  return rect(view, veil) + falling(scene, view)
}

/** Rain and snow in a box, or what falls instead where there is no air. */
export const falling = (scene: Scene, box: Box): string =>
  scene.place.airless ? spaceFalling(scene, box) : rain(scene, box) + snowfall(scene, box)
