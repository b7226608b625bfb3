import type { ItemContent } from '../../../../../schemas/content/painter-items.ts'
import type { AspectRatio, ImageAsk } from '../../port.ts'
import { airOf } from '../air.ts'
import { type Canvas, canvasOf, pictureOf, whole } from '../canvas.ts'
import { darken, mix, saturate } from '../colour.ts'
import { createDefs, type Defs } from '../defs.ts'
import { DAYLIGHT, fall, glow, vignette } from '../glow.ts'
import { materialsFor } from '../materials.ts'
import { type Palette, paletteOf, silhouette } from '../palette.ts'
import { type Random, randomOf } from '../random.ts'
import { strokes } from '../strokes.ts'
import { group, type Point, translate } from '../svg.ts'
import { groundOf, itemFor, items } from './content.ts'
import { bandOf, groundTexture } from './grounds.ts'

/** What each part of the picture is drawn from. */
interface Still {
  item: ItemContent
  palette: Palette
  defs: Defs
  canvas: Canvas
  random: Random
}

/** What stands has its foot here, in the box of the drawing. */
const FOOT = 246

/**
 * Picture of a thing as one SVG, 1024 pixels on its longer side: the thing on a ground that fits it, lit from the upper
 * left. The same words and seed give the same text, and none of the words stands in it.
 */
export function paintItem(ask: ImageAsk, seed: number): string {
  const words = `${ask.subject.name} ${ask.prompt}`
  const random = randomOf(words, seed)
  const item = posed(items[itemFor(ask.subject.name, ask.prompt)] as ItemContent, ask.aspectRatio)
  const canvas = placed(item, canvasOf(ask.aspectRatio))
  const palette = paletteOf(materialsFor(item, words, random))
  const still = { item, palette, defs: createDefs('light-'), canvas, random }
  const drawn = surroundings(still) + thing(still) + lights(still)
  return pictureOf(canvas, palette.gradients() + still.defs.text(), drawn)
}

/** The largest scale at which what lies aslant does not reach past the edges. */
const largest: Record<AspectRatio, number> = { '16:9': 2, '4:3': 1.3, '1:1': 0.97, '9:16': 1.4 }

/** What is long lies along the longer side. */
function posed(item: ItemContent, ratio: AspectRatio): ItemContent {
  const { view, tilt = 0, scale = 1 } = item
  if (view === 'front') return item
  return { ...item, tilt: ratio === '9:16' ? Math.round(tilt * 0.4) : tilt, scale: Math.min(scale, largest[ratio]) }
}

/** From the front, the thing stands a little below the middle, so that its foot is on the ground. */
function placed({ view, scale: own = 1 }: ItemContent, canvas: Canvas): Canvas {
  if (view === 'above') return { ...canvas, scale: canvas.scale * own }
  const scale = canvas.scale * 0.97 * own
  return { ...canvas, scale, y: Math.min(canvas.height * 0.54, canvas.height * 0.95 - FOOT * scale) }
}

function surroundings({ item, canvas, palette, defs, random }: Still): string {
  const ground = groundOf(random.pick(item.ground))
  const colour = random.pick(ground.colours)
  const { width, height, x, y, scale } = canvas
  const dusk = vignette(defs, canvas, [x - width * 0.08, y - height * 0.04], item.light ? 0.88 : 0.78)
  if (item.view === 'above') return groundTexture(ground, bandOf(canvas, 0), colour, random) + dusk
  const backdrop = mix(ground.backdrop, complement(palette.colour(item.tint)), 0.55)
  const horizon = y + 120 * scale
  const behind: Point = [width * 0.42, height * 0.4]
  return (
    whole(canvas, backdrop) +
    strokes(canvas, backdrop, random) +
    glow(defs, { at: behind, radius: width * 0.5, colour: '#fff4e0', opacity: item.light ? 0.2 : 0.5 }) +
    groundTexture(ground, bandOf(canvas, horizon), colour, random) +
    fall(defs, { x: 0, y: horizon - 1, w: width, h: height * 0.16 }, '#0c0a12', 0.55) +
    dusk
  )
}

/** Dark colour of the opposite hue, in front of which a thing stands out. */
const complement = (colour: string) => darken(saturate(mix(colour, '#707070', 0.3), -1.1), 0.35)

const turned = ({ item: { tilt } }: Still) => (tilt ? ` rotate(${tilt})` : '')
const sized = ({ canvas: { scale } }: Still) => `scale(${scale.toFixed(3)})`
const poseOf = (still: Still) => `${translate(still.canvas.x, still.canvas.y)} ${sized(still)}${turned(still)}`

function thing(still: Still): string {
  const { item, palette } = still
  const pose = poseOf(still)
  const rim = item.light ? palette.colour(`${item.light.colour}_lit`) : DAYLIGHT
  return (
    (item.view === 'above' ? shadowBelow(still) : shadowBehind(still)) +
    group({ transform: `${translate(-2.5, -3)} ${pose}`, opacity: '.6' }, silhouette(item.art, rim)) +
    group({ transform: pose }, palette.fill(item.art + (item.glow ?? '')))
  )
}

/** Copies of the outline beside each other make a soft edge, for a tenth of the time that a blur takes. */
function shadowBelow(still: Still): string {
  const dark = silhouette(still.item.art, '#0a0812')
  const pose = poseOf(still)
  return [1, 2, 3, 4, 5]
    .map((step) => group({ transform: `${translate(step * 5, step * 6.5)} ${pose}`, opacity: '.17' }, dark))
    .join('')
}

/** The outline, laid down on the ground to the right, and the darkness where the thing touches it. */
function shadowBehind(still: Still): string {
  const { item, canvas, defs } = still
  const dark = silhouette(item.art, '#0a0812')
  const foot: Point = [canvas.x, canvas.y + FOOT * canvas.scale]
  const from = translate(...foot)
  const to = `${sized(still)} ${translate(0, -FOOT)}${turned(still)}`
  const lying = [0.95, 1.02, 1.1].map((lean) => {
    const down = `matrix(1 0 ${-lean} ${(0.24 * lean).toFixed(3)} 0 0)`
    return group({ transform: `${from} ${down} ${to}`, opacity: '.22' }, dark)
  })
  const wide = (item.foot ?? 120) * canvas.scale
  const at: Point = [foot[0] + wide * 0.12, foot[1]]
  return lying.join('') + glow(defs, { at, radius: wide * 1.5 + 10, colour: '#07050c', opacity: 0.95 }, 0.2)
}

function lights(still: Still): string {
  const { item, palette, canvas, defs, random } = still
  const { width, height } = canvas
  const own = item.light
  const air = airOf(item.air ?? 'motes', canvas, own ? palette.colour(`${own.colour}_lit`) : DAYLIGHT, random)
  const sun: Point = [width * 0.1, -height * 0.1]
  const light = glow(defs, { at: sun, radius: width * 0.75, colour: DAYLIGHT, opacity: own ? 0.25 : 0.5 })
  return ownLight(still) + air + light
}

function ownLight({ item: { light, tilt = 0 }, palette, canvas: { x, y, scale }, defs }: Still): string {
  if (!light) return ''
  const turn = (tilt * Math.PI) / 180
  const [right, down] = light.at
  const at: Point = [
    x + (right * Math.cos(turn) - down * Math.sin(turn)) * scale,
    y + (right * Math.sin(turn) + down * Math.cos(turn)) * scale,
  ]
  return glow(defs, { at, radius: light.radius * scale * 1.3, colour: palette.colour(light.colour), opacity: 0.62 })
}
