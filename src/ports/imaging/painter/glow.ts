import { type Canvas, whole } from './canvas.ts'
import type { Defs, Stop } from './defs.ts'
import { type Box, ellipse, type Point, rect, round } from './svg.ts'

export const DAYLIGHT = '#ffeccb'

/** Light (or shadow) that is strongest in the middle and fades to nothing, in pixels. */
interface Glow {
  at: Point
  radius: number
  colour: string
  opacity: number
}

/** A round glow; `flat` is its height as a share of its width. */
export function glow(defs: Defs, { at: [x, y], radius, colour, opacity }: Glow, flat = 1): string {
  return ellipse(x, y, radius, radius * flat, defs.radial(fading(colour, opacity)))
}

/** Light falls off with the square of the distance; straight stops would show a disc. */
const fading = (colour: string, opacity: number): Stop[] =>
  [1, 0.72, 0.48, 0.28, 0.13, 0.04, 0].map((share, at, all) => {
    const offset = `${round((at / (all.length - 1)) * 100)}%`
    return [offset, colour, (opacity * share).toFixed(3)]
  })

/** Darkness toward the edges of a picture, with light in its middle. */
export function vignette(defs: Defs, canvas: Canvas, [x, y]: Point, dark: number): string {
  const radius = Math.hypot(canvas.width, canvas.height) * 0.56
  const shape = ` gradientUnits="userSpaceOnUse" cx="${round(x)}" cy="${round(y)}" r="${round(radius)}"`
  const stops: Stop[] = [
    [0, '#fff2d8', '.2'],
    ['.35', '#3a2c30', '.04'],
    ['.65', '#0c0a14', (dark * 0.5).toFixed(2)],
    [1, '#0c0a14', dark],
  ]
  return whole(canvas, defs.radial(stops, shape))
}

/** From a colour at the top to nothing at the bottom of a rectangle. */
export const fall = (defs: Defs, box: Box, colour: string, opacity: number): string =>
  rect(
    box,
    defs.down([
      [0, colour, String(opacity)],
      [1, colour, 0],
    ]),
  )
