import type { GroundContent } from '../../../../schemas/content/painter-figures.ts'
import type { Band, Texture } from './items-band.ts'
import { type Frame, n } from './items-frame.ts'
import { panels, planks, slabs } from './items-hard.ts'
import { clumps, waves } from './items-soft.ts'
import type { Random } from './random.ts'

const textures: Record<GroundContent['texture'], Texture> = {
  planks,
  slabs,
  clumps,
  panels,
  drifts: waves(9, 0.05, 0.22),
  folds: waves(11, 0.3, 0.5),
}

/** The ground as SVG: base colour and texture. Light and shade come from the scene. */
export function groundTexture({ texture }: GroundContent, band: Band, colour: string, random: Random): string {
  const { left, top, right, bottom } = band
  const size = `width="${right - left}" height="${n(bottom - top)}"`
  const place = `x="${left}" y="${n(top)}" ${size}`
  const view = `viewBox="${left} ${n(top)} ${right - left} ${n(bottom - top)}"`
  // A nested image cuts off what a texture draws past the ground's edges.
  return `<svg ${place} ${view}><rect ${place} fill="${colour}"/>${textures[texture](band, colour, random)}</svg>`
}

/** `horizon` is 0 from above. */
export const bandOf = ({ width, height }: Frame, horizon: number): Band => ({
  left: 0,
  top: horizon,
  right: width,
  bottom: height,
  isFlat: horizon > 0,
})
