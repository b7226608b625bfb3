import { ellipse, fill, path } from '../svg.ts'
import { soft } from './fallen.ts'
import type { Scene } from './scene.ts'

/** A soft dark place below a thing, and its shadow away from the light. */
export function castShadow(scene: Scene, x: number, y: number, half: number, height: number): string {
  if (half === 0) return ''
  const { shadow } = scene.light
  const dark = scene.paint('black', 0)
  const contact = scene.defs.radial([
    [0, dark, 0.5],
    [1, dark, 0],
  ])
  const under = ellipse(x, y, half * 1.25, half * 0.2 + 4, contact)
  if (scene.place.setting === 'indoors')
    return ellipse(x + half * 0.3, y - height * 0.5, half * 1.5, height * 0.72, soft(scene, dark, 0.4)) + under
  if (shadow.strength < 0.1 || scene.place.setting === 'underground') return under
  const [dx, dy] = [height * shadow.length * 0.75, Math.min(70, height * 0.14 * shadow.length)]
  const cast = scene.defs.right([
    [0, dark, shadow.strength],
    [1, dark, 0],
  ])
  const d = path`M${x - half} ${y}L${x + half} ${y - 4}L${x + half * 0.7 + dx} ${y + dy - 6}
    L${x - half * 0.5 + dx} ${y + dy + 6}z`
  return under + fill(d, cast)
}
