import { rect } from '../svg.ts'
import type { Scene } from './scene.ts'

/** How far below the horizon each sheet of fog stands, and its opacity. */
const sheets = [
  [14, 0.5],
  [70, 0.36],
  [150, 0.32],
] as const

/** Sheets of fog in an open place, each in front of what stands farther than it: near things stay dark and clear. */
export function fogSheets(scene: Scene): { at: number; drawn(): string }[] {
  const { weather, place, horizon } = scene
  const isOpen = place.setting === 'open' || place.setting === 'town'
  if (weather.fog < 0.5 || place.airless || !isOpen) return []
  return sheets.map(([down, opacity]) => ({ at: horizon + down, drawn: () => sheet(scene, horizon + down, opacity) }))
}

function sheet(scene: Scene, foot: number, opacity: number): string {
  const { view, light, defs } = scene
  const paint = defs.down([
    [0, light.haze, 0],
    [0.5, light.haze, opacity * 0.7],
    [0.84, light.haze, opacity],
    [1, light.haze, 0],
  ])
  return rect({ x: view.x, y: foot - 360, w: view.w, h: 430 }, paint)
}
