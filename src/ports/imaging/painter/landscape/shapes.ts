import type { PartContent } from '../../../../../schemas/content/painter-landscape.ts'
import type { Defs } from '../defs.ts'
import type { Random } from '../random.ts'
import { fill, line, path } from '../svg.ts'
import type { Tint } from './light.ts'

/** Where a fragment of content is drawn: colours of its depth, gradients of the picture, snow from 0 to 1. */
export interface Drawing {
  tint: Tint
  defs: Defs
  random: Random
  snow: number
}

/** A part of content as SVG: its shapes, the textures on them, what is over these, and snow on its upper edges. */
export function part(content: PartContent, drawing: Drawing): string {
  const shapes = content.shapes.map((text) => shape(text, drawing)).join('')
  const textures = (content.textures ?? []).map((it) => texture(it, drawing)).join('')
  const over = (content.over ?? []).map((text) => shape(text, drawing)).join('')
  const caps = (content.caps ?? []).map((d) => line(d, drawing.tint('snow_lit'), 9, drawing.snow)).join('')
  return shapes + textures + over + caps
}

/** One shape: `<slot>[:v|:h][~width][/opacity] <path>`. */
function shape(text: string, { tint, defs }: Drawing): string {
  const space = text.indexOf(' ')
  const [, slot = '', way, width, opacity] =
    /^([a-z_]+)(?::([vh]))?(?:~([\d.]+))?(?:\/([\d.]+))?$/.exec(text.slice(0, space)) ?? []
  const d = text.slice(space + 1)
  const through = opacity === undefined ? 1 : Number(opacity)
  if (width !== undefined) return line(d, tint(slot), Number(width), through)
  if (way === undefined) return fill(d, tint(slot), through)
  const gradient = way === 'v' ? defs.down : defs.right
  return fill(
    d,
    gradient([
      [0, tint(`${slot}_lit`)],
      [0.45, tint(slot)],
      [1, tint(`${slot}_shade`)],
    ]),
    through,
  )
}

type Texture = NonNullable<PartContent['textures']>[number]

/** Widths of what a surface is made of, as multiples of its height. */
const widths: Record<string, number> = { bricks: 2.1, planks: 9, tiles: 1.3, thatch: 0.5, panels: 1.6 }

/** Rows of short strokes, some lit and some shaded, none of them complete: a wall and not a grid. */
function texture({ kind, slot, box, size }: Texture, { tint, random }: Drawing): string {
  const [left, top, right, bottom] = box
  const wide = widths[kind] ?? 1
  let [light, dark] = ['', '']
  let row = 0
  for (let y = top; y < bottom - size * 0.4; y += size, row++) {
    const w = size * wide
    for (let x = left + (row % 2 ? w / 2 : 0); x < right - w * 0.3; x += w) {
      const [x2, y2] = [Math.min(right, x + w * 0.9), Math.min(bottom, y + size * 0.86)]
      const d = kind === 'thatch' ? path`M${x} ${y}L${x + 1} ${y2}L${x + 3} ${y}z` : path`M${x} ${y}H${x2}V${y2}H${x}z`
      const luck = random()
      if (luck < 0.24) light += d
      else if (luck < 0.5) dark += d
    }
  }
  return fill(dark, tint(`${slot}_shade`), 0.42) + fill(light, tint(`${slot}_lit`), 0.42)
}
