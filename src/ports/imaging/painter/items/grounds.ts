import type { GroundContent } from '../../../../../schemas/content/painter-items.ts'
import type { Canvas } from '../canvas.ts'
import type { Random } from '../random.ts'
import { rect, round } from '../svg.ts'
import type { Band, Texture } from './band.ts'
import { panels, planks, slabs } from './hard.ts'
import { clumps, waves } from './soft.ts'

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
  const { left: x, top: y, right, bottom } = band
  const box = { x, y, w: right - x, h: bottom - y }
  const [top, height] = [round(y), round(box.h)]
  const size = `x="${x}" y="${top}" width="${box.w}" height="${height}" viewBox="${x} ${top} ${box.w} ${height}"`
  // A nested image cuts off what a texture draws past the ground's edges.
  return `<svg ${size}>${rect(box, colour)}${textures[texture](band, colour, random)}</svg>`
}

/** `horizon` is 0 from above. */
export const bandOf = ({ width, height }: Canvas, horizon: number): Band => ({
  left: 0,
  top: horizon,
  right: width,
  bottom: height,
  isFlat: horizon > 0,
})
