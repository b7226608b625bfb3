import type { Random } from './random.ts'

/** Stop of a gradient: offset from 0 to 1, colour, opacity. */
export type Stop = [offset: number, colour: string, opacity?: number]

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** Gradients and clips of one picture. The same one is kept once. */
export interface Defs {
  down(stops: Stop[]): string
  right(stops: Stop[]): string
  radial(stops: Stop[]): string
  clip(path: string): string
  text(): string
}

/** At most one decimal: half of the length of a drawing is numbers. */
export const round = (value: number): number => Math.round(value * 10) / 10

/** SVG path of words and numbers. A line break in it, with the spaces after it, is no part of it. */
export const path = (strings: TemplateStringsArray, ...values: number[]): string =>
  joined(strings).reduce((text, part, at) => `${text}${round(values[at - 1] as number)}${part}`)

/** Each template is a constant of the code: what is joined is kept with it. */
const known = new WeakMap<TemplateStringsArray, string[]>()

function joined(strings: TemplateStringsArray): string[] {
  const parts = known.get(strings) ?? strings.map((part) => part.replace(/\n\s*/g, ''))
  known.set(strings, parts)
  return parts
}

export function createDefs(): Defs {
  const known = new Map<string, string>()
  const keep = (text: string) => {
    const id = known.get(text) ?? `d${known.size}`
    known.set(text, id)
    return `url(#${id})`
  }
  return {
    down: (stops) => keep(`<linearGradient id="?" x2="0" y2="1">${stopsOf(stops)}</linearGradient>`),
    right: (stops) => keep(`<linearGradient id="?">${stopsOf(stops)}</linearGradient>`),
    radial: (stops) => keep(`<radialGradient id="?">${stopsOf(stops)}</radialGradient>`),
    clip: (shape) => keep(`<clipPath id="?"><path d="${shape}"/></clipPath>`),
    text: () => `<defs>${[...known].map(([text, id]) => text.replace('"?"', `"${id}"`)).join('')}</defs>`,
  }
}

const stopsOf = (stops: Stop[]) =>
  stops
    .map(([offset, colour, opacity = 1]) => {
      const through = opacity === 1 ? '' : ` stop-opacity="${Math.round(opacity * 1000) / 1000}"`
      return `<stop offset="${Math.round(offset * 1000) / 1000}" stop-color="${colour}"${through}/>`
    })
    .join('')

/** Opacity of a fill or a stroke: that of an element costs a layer of its own, ten times as much. */
const through = (of: 'fill' | 'stroke', opacity: number) =>
  opacity >= 1 ? '' : ` ${of}-opacity="${Math.round(opacity * 100) / 100}"`

export const fill = (d: string, paint: string, opacity = 1): string =>
  d === '' || opacity <= 0 ? '' : `<path d="${d}" fill="${paint}"${through('fill', opacity)}/>`

export const line = (d: string, paint: string, width: number, opacity = 1): string =>
  d === '' || opacity <= 0
    ? ''
    : `<path d="${d}" fill="none" stroke="${paint}" ${capOf(width)}${through('stroke', opacity)}/>`

const capOf = (width: number) => `stroke-width="${round(width)}" stroke-linecap="round"`

export const ellipse = (x: number, y: number, rx: number, ry: number, paint: string, opacity = 1): string =>
  opacity <= 0 ? '' : `<ellipse ${numbers({ cx: x, cy: y, rx, ry })} fill="${paint}"${through('fill', opacity)}/>`

export const rect = ({ x, y, w, h }: Box, paint: string, opacity = 1): string =>
  opacity <= 0 || w <= 0 || h <= 0
    ? ''
    : `<rect ${numbers({ x, y, width: w, height: h })} fill="${paint}"${through('fill', opacity)}/>`

const numbers = (values: Record<string, number>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${round(value)}"`)
    .join(' ')

export const circlePath = (x: number, y: number, r: number, ry = r): string =>
  path`M${x - r} ${y}a${r} ${ry} 0 1 0 ${2 * r} 0a${r} ${ry} 0 1 0 ${-2 * r} 0z`

/** Uneven ellipse with a smooth edge. */
export function blob(random: Random, x: number, y: number, rx: number, ry: number, rough: number): string {
  const count = 10
  const points = Array.from({ length: count }, (_, at) => {
    const [angle, out] = [(at / count) * Math.PI * 2, random.between(1 - rough, 1 + rough)]
    return [x + Math.cos(angle) * rx * out, y + Math.sin(angle) * ry * out] as [number, number]
  })
  let d = ''
  for (let at = 0; at <= count; at++) {
    const [[px, py], [nx, ny]] = [points[at % count], points[(at + 1) % count]] as [[number, number], [number, number]]
    const [mx, my] = [(px + nx) / 2, (py + ny) / 2]
    d += at === 0 ? path`M${mx} ${my}` : path`Q${px} ${py} ${mx} ${my}`
  }
  return `${d}z`
}

export const moved = (x: number, y: number, scale: number, mirrored: boolean, inner: string): string => {
  const across = Math.round(scale * 1000) / 1000
  const size = `${mirrored ? -across : across} ${across}`
  return `<g transform="translate(${round(x)} ${round(y)}) scale(${size})">${inner}</g>`
}
