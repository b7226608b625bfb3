import { darken, lighten, mix } from '../colour.ts'
import type { Random } from '../random.ts'
import { element, type Point, path, translate } from '../svg.ts'
import { across, atDepth, type Band, stroke, type Texture } from './band.ts'

/** Moss and grass: soft patches, then rows of blades from far to near, each lighter than the patch it grows on. */
export const clumps: Texture = (band, colour, random) => {
  let svg = ''
  for (let at = 0; at < 70; at++) {
    const [x, y] = spotIn(band, at / 70, random)
    const size = (band.isFlat ? 20 + 60 * (at / 70) : 70) * random.between(0.6, 1.3)
    const tone = mix(darken(colour, 0.35), lighten(colour, 0.1), random())
    svg += element('ellipse', { cx: x, cy: y, rx: size * 1.5, ry: size * 0.5, fill: tone, opacity: '.6' })
  }
  const rows = band.isFlat ? 16 : 26
  for (let row = 0; row < rows; row++) {
    const tone = mix(darken(colour, 0.4), lighten(colour, 0.25), random.between(0.2, 0.9))
    svg += element('path', { d: bladesOf(band, row / rows, random), fill: tone, opacity: '.8' })
  }
  return svg
}

function spotIn(band: Band, depth: number, random: Random): Point {
  return [across(band, random.between(-0.1, 1.1), depth), atDepth(band, depth)]
}

function bladesOf(band: Band, depth: number, random: Random): string {
  let d = ''
  for (let blade = 0; blade < 60; blade++) {
    const [x, y] = spotIn(band, Math.min(1, depth + random() * 0.06), random)
    const high = (band.isFlat ? 8 + 26 * depth : 24) * random.between(0.5, 1.2)
    const [lean, wide] = [random.between(-0.6, 0.6) * high, 2 + high * 0.07]
    d += path`M${x - wide} ${y}Q${x} ${y - high * 0.6} ${x + lean} ${y - high}
      Q${x + wide} ${y - high * 0.5} ${x + wide} ${y}Z`
  }
  return d
}

/** Soft hills of snow or sand, or the folds of a cloth: wide strokes of light and shade beside each other. */
export const waves =
  (count: number, slope: number, contrast: number): Texture =>
  (band, colour, random) => {
    let svg = ''
    for (let at = 0; at < count; at++) {
      const depth = (at + random()) / count
      const thick = (band.isFlat ? 8 + 40 * depth : 46) * random.between(0.6, 1.4)
      const d = waveOf(band, depth, slope, thick, random)
      const bright = stroke(lighten(colour, contrast * 0.7), thick * 0.7, 0.26)
      const edge = stroke(lighten(colour, contrast), thick * 0.25, 0.28)
      svg += element('path', { d, ...stroke(darken(colour, contrast), thick, 0.3) })
      svg += element('path', { d, transform: translate(-thick * 0.2, -thick * 0.75), ...bright })
      svg += element('path', { d, transform: translate(-thick * 0.2, -thick * 0.8), ...edge })
    }
    return svg
  }

function waveOf(band: Band, depth: number, slope: number, thick: number, random: Random): string {
  const width = band.right - band.left
  const y = atDepth(band, depth)
  const lean = (band.isFlat ? 0.03 : slope) * width * random.between(0.6, 1.3)
  const bend = random.between(-1, 1) * thick * (band.isFlat ? 0.7 : 2)
  return path`M${band.left - 40} ${y + lean}
    C${width * 0.3} ${y + bend + lean * 0.4} ${width * 0.6} ${y - bend} ${band.right + 40} ${y - lean}`
}
