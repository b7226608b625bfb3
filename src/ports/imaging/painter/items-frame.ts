import type { AspectRatio } from '../port.ts'

/** Place in a picture, in pixels. */
export type Place = [x: number, y: number]

/** A picture's size, and where the thing's box (-300 to 300) lies in it. */
export interface Frame {
  width: number
  height: number
  /** Middle of the box. */
  x: number
  y: number
  scale: number
}

const sizes: Record<AspectRatio, [width: number, height: number]> = {
  '1:1': [1024, 1024],
  '16:9': [1024, 576],
  '4:3': [1024, 768],
  '9:16': [576, 1024],
}

export function frameOf(ratio: AspectRatio): Frame {
  const [width, height] = sizes[ratio]
  return { width, height, x: width / 2, y: height / 2, scale: (Math.min(width, height) / 600) * 0.95 }
}

export const svgOf = ({ width, height }: Frame, defs: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
  `<defs>${defs}</defs>${body}</svg>`

/** A place with one decimal, which is finer than a pixel. */
export const n = (value: number): string => String(Math.round(value * 10) / 10)

export const whole = ({ width, height }: Frame, fill: string, more = ''): string =>
  `<rect width="${width}" height="${height}" fill="${fill}"${more}/>`
