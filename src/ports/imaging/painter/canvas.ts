import type { AspectRatio } from '../port.ts'
import { sizes } from './sizes.ts'
import { element, svgOf } from './svg.ts'

/** A picture's size, and where the box of a drawing (-300 to 300) lies in it. */
export interface Canvas {
  width: number
  height: number
  /** Middle of the box. */
  x: number
  y: number
  scale: number
}

export function canvasOf(ratio: AspectRatio): Canvas {
  const { width, height } = sizes[ratio]
  return { width, height, x: width / 2, y: height / 2, scale: (Math.min(width, height) / 600) * 0.95 }
}

export const pictureOf = ({ width, height }: Canvas, defs: string, inner: string): string =>
  svgOf({ width, height, viewBox: `0 0 ${width} ${height}` }, defs, inner)

export const whole = ({ width, height }: Canvas, fill: string): string => element('rect', { width, height, fill })
