import type { Air } from '../../../../schemas/content/painter.ts'
import type { Canvas } from './canvas.ts'
import type { Random } from './random.ts'
import { element, path } from './svg.ts'

/** Small things in the air: dust in the light, sparks above a fire. */
export function airOf(kind: Air, canvas: Canvas, colour: string, random: Random): string {
  return Array.from({ length: counts[kind] }, () => specks[kind](canvas, colour, random)).join('')
}

type Speck = (canvas: Canvas, colour: string, random: Random) => string

const dot = (x: number, y: number, radius: number, fill: string, opacity: number) =>
  element('circle', { cx: x, cy: y, r: radius, fill, opacity: opacity.toFixed(2) })

const mote: Speck = ({ width, height }, colour, random) => {
  const [x, y] = [random() * width, random() * height]
  // Brighter in the beam, which falls from the upper left.
  const inBeam = 1 - Math.min(1, Math.abs(y / height - x / width) * 1.6)
  return dot(x, y, random.between(0.8, 3), colour, 0.12 + 0.5 * inBeam * random())
}

const spark: Speck = ({ x, y, scale }, colour, random) => {
  const rise = random() ** 0.7
  const side = random.between(-1, 1) * (40 + 240 * rise)
  const [left, top] = [x + side * scale, y + (-90 - 260 * rise) * scale]
  const trace = path`M${left} ${top}l${side * 0.02} ${random.between(3, 10)}`
  return (
    dot(left, top, random.between(1.2, 3.2), '#fff0c0', 0.9 * (1 - rise * 0.5)) +
    element('path', { d: trace, stroke: colour, 'stroke-width': 1.6, opacity: '.7' })
  )
}

const bubble: Speck = ({ x, y, scale }, colour, random) => {
  const around = random() * Math.PI * 2
  const far = random.between(150, 330) * scale
  return dot(
    x + Math.cos(around) * far,
    y + Math.sin(around) * far,
    random.between(1, 3.5),
    colour,
    random.between(0.15, 0.7),
  )
}

const star: Speck = ({ width, height }, _, random) =>
  dot(random() * width, random() * height, random() ** 3 * 2.6 + 0.6, '#eef2ff', random.between(0.3, 1))

const flake: Speck = ({ width, height }, _, random) =>
  dot(random() * width, random() * height, random.between(1.5, 5), '#ffffff', random.between(0.4, 0.9))

const specks: Record<Air, Speck> = { motes: mote, sparks: spark, bubbles: bubble, stars: star, flakes: flake }
const counts: Record<Air, number> = { motes: 34, sparks: 46, bubbles: 34, stars: 110, flakes: 60 }
