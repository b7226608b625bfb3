import type { PartContent } from '../../../../../schemas/content/painter-landscape.ts'
import { ellipse } from '../svg.ts'
import type { Scene } from './scene.ts'

/** Where a part stands, and its size. */
interface Standing {
  x: number
  y: number
  scale: number
  mirrored: boolean
}

/** What lamps throw on the ground before a part; a wet ground mirrors it in a long streak. */
export function pool(scene: Scene, { lights = [] }: PartContent, at: Standing, shines: number): string {
  const { x, y, scale, mirrored } = at
  if (shines < 0.3 || y < scene.horizon) return ''
  const isWet = (scene.weather.rain > 0 && scene.place.setting !== 'indoors') || scene.place.ground === 'water'
  const glow = scene.defs.radial([
    [0, '#ffc765', 0.5],
    [1, '#ff9d45', 0],
  ])
  return lights
    .map(([dx, , r]) => {
      const across = x + (mirrored ? -dx : dx) * scale
      const streak = isWet ? ellipse(across, y + r * scale * 0.5, r * scale * 0.2, r * scale * 0.75, glow, shines) : ''
      return ellipse(across, y + 6, r * scale * 1.2, r * scale * 0.22, glow, shines * 0.7) + streak
    })
    .join('')
}

/** Halo of a lamp. */
export function halo(scene: Scene, x: number, y: number, r: number, shines: number): string {
  if (shines < 0.08) return ''
  const glow = scene.defs.radial([
    [0, '#fff0b8', 0.75],
    [0.2, '#ffcf6e', 0.4],
    [0.55, '#ff9d45', 0.14],
    [1, '#ff8a30', 0],
  ])
  // In the dark, fog around a lamp is lit.
  const fog = scene.place.setting === 'indoors' ? 0 : scene.weather.fog ** 2 * scene.hour.lamps
  const wide = r * (1 + 0.8 * fog)
  return ellipse(x, y, wide, wide, glow, Math.min(1, shines * (1 + 0.4 * fog)))
}

/** Light of the place's own colour around what shines by itself. */
export function shimmer({ defs, light }: Scene, x: number, y: number, r: number, depth: number): string {
  const glow = defs.radial([
    [0, light.glow, 0.5],
    [0.5, light.glow, 0.15],
    [1, light.glow, 0],
  ])
  return ellipse(x, y, r * 1.3, r * 1.3, glow, 1 - depth * 0.6) + ellipse(x, y + r * 0.8, r * 1.5, r * 0.3, glow, 0.7)
}
