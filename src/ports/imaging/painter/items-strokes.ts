import { darken, lighten } from './color.ts'
import { type Frame, n } from './items-frame.ts'
import type { Random } from './random.ts'

/** What is behind and out of focus: large soft strokes of a colour, lighter and darker. */
export function strokes({ width, height }: Frame, colour: string, random: Random): string {
  let svg = ''
  for (let at = 0; at < 26; at++) {
    const isLight = random.chance(0.5)
    const tone = isLight ? lighten(colour, random.between(0.05, 0.2)) : darken(colour, random.between(0.08, 0.3))
    const [x, y, wide] = [random() * width, random() * height * 0.8, random.between(30, 150)]
    const turn = `transform="rotate(${n(random.between(-50, -20))} ${n(x)} ${n(y)})"`
    const shape = `cx="${n(x)}" cy="${n(y)}" rx="${n(wide)}" ry="${n(wide * 0.55)}"`
    svg += `<ellipse ${shape} fill="${tone}" opacity=".15" ${turn}/>`
  }
  return svg
}
