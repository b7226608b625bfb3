import type { Canvas } from './canvas.ts'
import { darken, lighten } from './colour.ts'
import type { Random } from './random.ts'
import { element, rotate } from './svg.ts'

/** What is behind and out of focus: large soft strokes of a colour, lighter and darker. */
export function strokes({ width, height }: Canvas, colour: string, random: Random): string {
  let svg = ''
  for (let at = 0; at < 26; at++) {
    const isLight = random.chance(0.5)
    const tone = isLight ? lighten(colour, random.between(0.05, 0.2)) : darken(colour, random.between(0.08, 0.3))
    const [x, y, wide] = [random() * width, random() * height * 0.8, random.between(30, 150)]
    const transform = rotate(random.between(-50, -20), x, y)
    svg += element('ellipse', { cx: x, cy: y, rx: wide, ry: wide * 0.55, fill: tone, opacity: '.15', transform })
  }
  return svg
}
