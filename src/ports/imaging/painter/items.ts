import type { ItemContent } from '../../../../schemas/content/painter-figures.ts'
import type { AspectRatio, ImageAsk } from '../port.ts'
import { darken, mix, saturate } from './color.ts'
import { airOf } from './items-air.ts'
import { groundOf, itemFor, paintsOf } from './items-content.ts'
import { type Frame, frameOf, n, type Place, svgOf, whole } from './items-frame.ts'
import { bandOf, groundTexture } from './items-grounds.ts'
import { DAYLIGHT, type Lamp, lampOf } from './items-light.ts'
import { type Palette, paletteOf, silhouette } from './items-palette.ts'
import { strokes } from './items-strokes.ts'
import { type Random, randomOf } from './random.ts'

interface Scene {
  item: ItemContent
  palette: Palette
  lamp: Lamp
  frame: Frame
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
  const item = posed(itemFor(ask.subject.name, ask.prompt), ask.aspectRatio)
  const frame = placed(item, frameOf(ask.aspectRatio))
  const scene = { item, palette: paletteOf(paintsOf(item, words, random)), lamp: lampOf(), frame, random }
  const body = surroundings(scene) + thing(scene) + lights(scene)
  return svgOf(frame, scene.palette.gradients() + scene.lamp.defs(), body)
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
function placed({ view, scale: own = 1 }: ItemContent, frame: Frame): Frame {
  if (view === 'above') return { ...frame, scale: frame.scale * own }
  const scale = frame.scale * 0.97 * own
  return { ...frame, scale, y: Math.min(frame.height * 0.54, frame.height * 0.95 - FOOT * scale) }
}

function surroundings({ item, frame, palette, lamp, random }: Scene): string {
  const ground = groundOf(random.pick(item.ground))
  const colour = random.pick(ground.colours)
  const { width, height, x, y, scale } = frame
  const dusk = lamp.vignette(frame, [x - width * 0.08, y - height * 0.04], item.light ? 0.88 : 0.78)
  if (item.view === 'above') return groundTexture(ground, bandOf(frame, 0), colour, random) + dusk
  const backdrop = mix(ground.backdrop, complement(palette.colour(item.tint)), 0.55)
  const horizon = y + 120 * scale
  const behind: Place = [width * 0.42, height * 0.4]
  return (
    whole(frame, backdrop) +
    strokes(frame, backdrop, random) +
    lamp.glow({ at: behind, radius: width * 0.5, colour: '#fff4e0', opacity: item.light ? 0.2 : 0.5 }) +
    groundTexture(ground, bandOf(frame, horizon), colour, random) +
    lamp.fall({ x: 0, y: horizon - 1, width, height: height * 0.16 }, '#0c0a12', 0.55) +
    dusk
  )
}

/** Dark colour of the opposite hue, in front of which a thing stands out. */
const complement = (colour: string) => darken(saturate(mix(colour, '#707070', 0.3), -1.1), 0.35)

const turned = ({ item: { tilt } }: Scene) => (tilt ? ` rotate(${tilt})` : '')
const sized = ({ frame: { scale } }: Scene) => `scale(${scale.toFixed(3)})`
const placeOf = (scene: Scene) => `translate(${n(scene.frame.x)} ${n(scene.frame.y)}) ${sized(scene)}${turned(scene)}`

function thing(scene: Scene): string {
  const { item, palette } = scene
  const place = placeOf(scene)
  const rim = item.light ? palette.colour(`${item.light.colour}_lit`) : DAYLIGHT
  return (
    (item.view === 'above' ? shadowBelow(scene) : shadowBehind(scene)) +
    `<g transform="translate(-2.5 -3) ${place}" opacity=".6">${silhouette(item.art, rim)}</g>` +
    `<g transform="${place}">${palette.fill(item.art + (item.glow ?? ''))}</g>`
  )
}

/** Copies of the outline beside each other make a soft edge, for a tenth of the time that a blur takes. */
function shadowBelow(scene: Scene): string {
  const dark = silhouette(scene.item.art, '#0a0812')
  return [1, 2, 3, 4, 5]
    .map((step) => `<g transform="translate(${step * 5} ${step * 6.5}) ${placeOf(scene)}" opacity=".17">${dark}</g>`)
    .join('')
}

/** The outline, laid down on the ground to the right, and the darkness where the thing touches it. */
function shadowBehind(scene: Scene): string {
  const { item, frame, lamp } = scene
  const dark = silhouette(item.art, '#0a0812')
  const foot: Place = [frame.x, frame.y + FOOT * frame.scale]
  const from = `translate(${n(foot[0])} ${n(foot[1])})`
  const to = `${sized(scene)} translate(0 ${-FOOT})${turned(scene)}`
  const lying = [0.95, 1.02, 1.1].map((lean) => {
    const down = `matrix(1 0 ${-lean} ${(0.24 * lean).toFixed(3)} 0 0)`
    return `<g transform="${from} ${down} ${to}" opacity=".22">${dark}</g>`
  })
  const wide = (item.foot ?? 120) * frame.scale
  const at: Place = [foot[0] + wide * 0.12, foot[1]]
  return lying.join('') + lamp.glow({ at, radius: wide * 1.5 + 10, colour: '#07050c', opacity: 0.95 }, 0.2)
}

function lights(scene: Scene): string {
  const { item, palette, frame, lamp, random } = scene
  const { width, height } = frame
  const own = item.light
  const air = airOf(item.air ?? 'motes', frame, own ? palette.colour(`${own.colour}_lit`) : DAYLIGHT, random)
  const sun: Place = [width * 0.1, -height * 0.1]
  const light = lamp.glow({ at: sun, radius: width * 0.75, colour: DAYLIGHT, opacity: own ? 0.25 : 0.5 })
  return ownLight(scene) + air + light
}

function ownLight({ item: { light, tilt = 0 }, palette, frame: { x, y, scale }, lamp }: Scene): string {
  if (!light) return ''
  const turn = (tilt * Math.PI) / 180
  const [right, down] = light.at
  const at: Place = [
    x + (right * Math.cos(turn) - down * Math.sin(turn)) * scale,
    y + (right * Math.sin(turn) + down * Math.cos(turn)) * scale,
  ]
  return lamp.glow({ at, radius: light.radius * scale * 1.3, colour: palette.colour(light.colour), opacity: 0.62 })
}
