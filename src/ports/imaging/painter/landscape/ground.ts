import { darken, mix } from '../colour.ts'
import { ellipse, rect } from '../svg.ts'
import { drifts, pools, rings } from './fallen.ts'
import { bottomOf, middleOf, type Scene } from './scene.ts'
import { pointOn, surfaces } from './surfaces.ts'

const slots: Record<Scene['place']['ground'], string> = {
  grass: 'grass',
  cobbles: 'stone',
  earth: 'earth',
  sand: 'sand',
  water: 'water',
  marsh: 'moss',
  planks: 'wood',
  rock: 'rock',
  tiles: 'pale',
  street: 'dark',
}

/** The ground from the horizon to the lower edge: its surface, what the weather leaves on it, and the sun. */
export function ground(scene: Scene): string {
  const { view, horizon, defs, paint, weather, place } = scene
  const slot = slots[place.ground]
  const isOpen = place.setting === 'open' || place.setting === 'town'
  const white = isOpen && place.ground !== 'water' ? weather.snow : 0
  const tone = (name: string, depth: number) => {
    const own = place.ground === 'water' ? waterAt(scene, name, depth) : paint(name, depth)
    return darken(mix(own, paint('snow', depth), white * 0.86), isOpen ? weather.gloom * 0.32 * (1 - depth / 2) : 0)
  }
  const box = { x: view.x, y: horizon, w: view.w, h: bottomOf(scene) - horizon }
  const base = rect(
    box,
    defs.down([
      [0, tone(slot, 0.85)],
      [0.22, tone(slot, 0.4)],
      [0.6, tone(slot, 0.1)],
      [1, darken(tone(`${slot}_shade`, 0), 0.15)],
    ]),
  )
  const random = scene.random('ground')
  const spot = () => pointOn(scene, random)
  const surface = surfaces[place.ground](scene, random, tone, slot)
  const isWet = weather.rain > 0 && isOpen && place.ground !== 'water' && !place.airless
  const wet = isWet ? pools(scene, random, spot) + rings(scene, random, spot) : ''
  return `${base}${surface}${wet}${isOpen ? sunny(scene) : ''}${white > 0 ? drifts(scene, spot) : ''}`
}

/** Water mirrors the sky, the more of it the farther away. */
export const waterAt = ({ paint, light }: Scene, slot: string, depth: number): string =>
  mix(paint(slot, depth), light.sky[4] as string, 0.12 + 0.42 * depth)

/** Sunlight on the ground before the horizon. */
function sunny(scene: Scene): string {
  const { view, horizon, light, weather, defs, hour } = scene
  const glow = defs.radial([
    [0, light.key, 0.3 + 0.2 * (hour.low_sun ?? 0)],
    [1, light.key, 0],
  ])
  return weather.key > 0.5 ? ellipse(middleOf(scene) - view.w * 0.18, horizon + 60, view.w * 0.5, 120, glow) : ''
}
