import { darken, mix } from './color.ts'
import type { Random } from './random.ts'
import { bottomOf, depthAt, middleOf, type Scene } from './scene.ts'
import { pointOn, pools, surfaces } from './surfaces.ts'
import { ellipse, line, path, rect } from './svg.ts'

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
  const tone = (name: string, depth: number) => mix(paint(name, depth), paint('snow', depth), white * 0.86)
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
  const surface = surfaces[place.ground](scene, random, tone, slot)
  const wet = weather.rain > 0 && isOpen && place.ground !== 'water' ? puddles(scene, random) : ''
  const lit =
    isOpen && weather.key > 0.5
      ? ellipse(middleOf(scene) - view.w * 0.18, horizon + 60, view.w * 0.5, 120, sunny(scene))
      : ''
  return `${base}${surface}${wet}${lit}${white > 0 ? drifts(scene, random) : ''}`
}

const sunny = ({ defs, light }: Scene) =>
  defs.radial([
    [0, light.key, 0.3],
    [1, light.key, 0],
  ])

function puddles(scene: Scene, random: Random): string {
  let rings = ''
  for (let at = 0; at < 34; at++) {
    const { x, y, size } = pointOn(scene, random)
    const r = size * random.between(8, 22)
    rings += path`M${x - r} ${y}a${r} ${r * 0.3} 0 1 0 ${2 * r} 0a${r} ${r * 0.3} 0 1 0 ${-2 * r} 0`
  }
  return pools(scene, random) + line(rings, scene.light.sky[4] as string, 1.8, 0.65)
}

function drifts(scene: Scene, random: Random): string {
  let drawn = ''
  for (let at = 0; at < 14; at++) {
    const { x, y, size } = pointOn(scene, random)
    const tone = scene.paint(at % 2 ? 'snow_lit' : 'snow_shade', depthAt(scene, y))
    drawn += ellipse(x, y, size * 220 + 50, size * 20 + 5, tone, 0.3)
  }
  return drawn
}
