import type { ImageAsk } from '../port.ts'
import { darken, mix } from './color.ts'
import { airOf } from './items-air.ts'
import { type Frame, frameOf, n, type Place, svgOf } from './items-frame.ts'
import { type Lamp, lampOf } from './items-light.ts'
import { paletteOf, silhouette } from './items-palette.ts'
import { strokes } from './items-strokes.ts'
import { figureOf } from './portrait-figure.ts'
import { backdrops, type Person, personOf, roles } from './portrait-traits.ts'
import { type Random, randomOf } from './random.ts'

/**
 * Portrait as one SVG, 1024 pixels on its longer side: a half-figure in front of a place that fits, lit from the upper
 * left. The same words and seed give the same text, and none of the words stands in it.
 */
export function paintPortrait(ask: ImageAsk, seed: number): string {
  const random = randomOf(`${ask.subject.name} ${ask.prompt}`, seed)
  const person = personOf(ask.subject.name, ask.prompt, random)
  const frame = placed(frameOf(ask.aspectRatio))
  const [palette, lamp] = [paletteOf(person.paints), lampOf()]
  const behind = backdropOf(person, frame, lamp, random)
  const figure = figureOf(person)
  const place = `translate(${n(frame.x)} ${n(frame.y)}) scale(${frame.scale.toFixed(3)})`
  const { light } = backdrop(person)
  const body =
    behind +
    `<g transform="translate(6 8) ${place}" opacity=".3">${silhouette(figure.art, '#0a0812')}</g>` +
    `<g transform="translate(-3.5 -2.5) ${place}" opacity=".7">${silhouette(figure.art, light.colour)}</g>` +
    `<g transform="${place}"${figure.fade < 1 ? ` opacity="${figure.fade}"` : ''}>${palette.fill(figure.art)}</g>` +
    lightOf(frame, lamp, light.colour)
  return svgOf(frame, palette.gradients() + lamp.defs(), body)
}

const backdrop = ({ role }: Person) => {
  const name = roles[role]?.backdrop ?? ''
  return backdrops[name] as (typeof backdrops)[string]
}

/** Clothes reach to 430 below the middle of the box; a wide picture cuts them at 300. */
function placed({ width, height, x, scale }: Frame): Frame {
  const isTall = height > width
  const size = isTall ? scale * 1.22 : scale * 1.04
  return { width, height, x, y: height - (isTall ? 415 : 300) * size, scale: size }
}

function backdropOf(person: Person, frame: Frame, lamp: Lamp, random: Random): string {
  const { top, bottom, far, near, light, air, art } = backdrop(person)
  const { width, height, x, y } = frame
  const paints = new Map(Object.entries({ far: soft(far, bottom), near: soft(near, bottom) }))
  const scale = Math.max(width / 1200, height / 730)
  const at: Place = [x + light.at[0] * scale, y + light.at[1] * scale]
  const mirrored = random.chance(0.5) ? -1 : 1
  const stretch = `scale(${(scale * mirrored).toFixed(3)} ${scale.toFixed(3)})`
  const place = `translate(${n(x)} ${n(height - 430 * scale)}) ${stretch}`
  const size = `width="${width}" height="${height}"`
  return (
    `<rect ${size} fill="${bottom}"/>${lamp.fall({ x: 0, y: 0, width, height }, top, 1)}` +
    `<g transform="${place}">${paletteOf(paints).fill(art)}</g>` +
    strokes(frame, mix(top, bottom, 0.5), random) +
    lamp.fall({ x: 0, y: 0, width, height }, darken(mix(top, bottom, 0.5), 0.1), 0.14) +
    lamp.glow({ at, radius: width * 0.45, colour: light.colour, opacity: 0.6 }) +
    airOf(air ?? 'motes', frame, light.colour, random) +
    lamp.vignette(frame, [x, y - height * 0.1], 0.62)
  )
}

/** Far things take the colour of the air. */
const soft = (colour: string, air: string) => ({ colour: mix(colour, air, 0.1), sheen: 1 })

function lightOf({ width, height }: Frame, lamp: Lamp, colour: string): string {
  const dusk = { at: [width * 1.02, height * 1.05] as Place, radius: width * 0.6, colour: '#0c0818', opacity: 0.55 }
  return lamp.glow(dusk) + lamp.glow({ at: [width * 0.08, -height * 0.08], radius: width * 0.7, colour, opacity: 0.36 })
}
