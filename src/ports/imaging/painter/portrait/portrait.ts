import type { BackdropContent } from '../../../../../schemas/content/painter-portrait.ts'
import type { ImageAsk } from '../../port.ts'
import { airOf } from '../air.ts'
import { type Canvas, canvasOf, pictureOf, whole } from '../canvas.ts'
import { darken, mix } from '../colour.ts'
import { createDefs, type Defs } from '../defs.ts'
import { fall, glow, vignette } from '../glow.ts'
import { paletteOf, silhouette } from '../palette.ts'
import { type Random, randomOf } from '../random.ts'
import { strokes } from '../strokes.ts'
import { group, type Point, translate } from '../svg.ts'
import { backdrops, roles } from './content.ts'
import { figureOf } from './figure.ts'
import { personOf } from './person.ts'

/**
 * Portrait as one SVG, 1024 pixels on its longer side: a half-figure in front of a place that fits, lit from the upper
 * left. The same words and seed give the same text, and none of the words stands in it.
 */
export function paintPortrait(ask: ImageAsk, seed: number): string {
  const random = randomOf(`${ask.subject.name} ${ask.prompt}`, seed)
  const person = personOf(ask.subject.name, ask.prompt, random)
  const canvas = placed(canvasOf(ask.aspectRatio))
  const backdrop = backdrops[roles[person.role]?.backdrop ?? ''] as BackdropContent
  const [palette, defs] = [paletteOf(person.materials), createDefs('light-')]
  const { art, fade } = figureOf(person)
  const pose = `${translate(canvas.x, canvas.y)} scale(${canvas.scale.toFixed(3)})`
  const opacity = fade < 1 ? String(fade) : undefined
  const { colour } = backdrop.light
  const drawn =
    behind(backdrop, canvas, defs, random) +
    group({ transform: `${translate(6, 8)} ${pose}`, opacity: '.3' }, silhouette(art, '#0a0812')) +
    group({ transform: `${translate(-3.5, -2.5)} ${pose}`, opacity: '.7' }, silhouette(art, colour)) +
    group({ transform: pose, opacity }, palette.fill(art)) +
    lights(canvas, defs, colour)
  return pictureOf(canvas, palette.gradients() + defs.text(), drawn)
}

/** Clothes reach to 430 below the middle of the box; a wide picture cuts them at 300. */
function placed({ width, height, x, scale }: Canvas): Canvas {
  const isTall = height > width
  const size = isTall ? scale * 1.22 : scale * 1.04
  return { width, height, x, y: height - (isTall ? 415 : 300) * size, scale: size }
}

function behind(backdrop: BackdropContent, canvas: Canvas, defs: Defs, random: Random): string {
  const { top, bottom, far, near, light, air, art } = backdrop
  const { width, height, x, y } = canvas
  const materials = new Map(Object.entries({ far: soft(far, bottom), near: soft(near, bottom) }))
  const scale = Math.max(width / 1200, height / 730)
  const at: Point = [x + light.at[0] * scale, y + light.at[1] * scale]
  const mirrored = random.chance(0.5) ? -1 : 1
  const stretch = `scale(${(scale * mirrored).toFixed(3)} ${scale.toFixed(3)})`
  const transform = `${translate(x, height - 430 * scale)} ${stretch}`
  const [box, middle] = [{ x: 0, y: 0, w: width, h: height }, mix(top, bottom, 0.5)]
  return (
    whole(canvas, bottom) +
    fall(defs, box, top, 1) +
    group({ transform }, paletteOf(materials).fill(art)) +
    strokes(canvas, middle, random) +
    fall(defs, box, darken(middle, 0.1), 0.14) +
    glow(defs, { at, radius: width * 0.45, colour: light.colour, opacity: 0.6 }) +
    airOf(air ?? 'motes', canvas, light.colour, random) +
    vignette(defs, canvas, [x, y - height * 0.1], 0.62)
  )
}

/** Far things take the colour of the air. */
const soft = (colour: string, air: string) => ({ colour: mix(colour, air, 0.1), sheen: 1 })

function lights({ width, height }: Canvas, defs: Defs, colour: string): string {
  return (
    glow(defs, { at: [width * 1.02, height * 1.05], radius: width * 0.6, colour: '#0c0818', opacity: 0.55 }) +
    glow(defs, { at: [width * 0.08, -height * 0.08], radius: width * 0.7, colour, opacity: 0.36 })
  )
}
