import type { Random } from '../random.ts'
import type { Attributes } from '../svg.ts'

/** Band of the picture that the ground fills: all of it from above, the lower part from the front. */
export interface Band {
  left: number
  top: number
  right: number
  bottom: number
  /** Seen flat, from the front: things far away are smaller and flatter. */
  isFlat: boolean
}

/** What covers a ground of a colour, as SVG. It may reach past the band, which is cut out. */
export type Texture = (band: Band, colour: string, random: Random) => string

/** Depth from 0 (far) to 1 (near) as a height in the picture. */
export const atDepth = ({ top, bottom, isFlat }: Band, depth: number) =>
  top + (bottom - top) * (isFlat ? depth ** 1.8 : depth)

/** A share of the ground's width as a number of pixels: lines run together far away. */
export function across({ left, right, isFlat }: Band, share: number, depth: number): number {
  const spread = isFlat ? 0.75 + 0.9 * depth : 1
  return (left + right) / 2 + (share - 0.5) * (right - left) * spread
}

/** Attributes of a line. */
export const stroke = (colour: string, width: number, opacity: number): Attributes => ({
  fill: 'none',
  stroke: colour,
  'stroke-width': width,
  opacity: String(opacity),
})
