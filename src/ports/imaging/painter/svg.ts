import type { Random } from './random.ts'

export type Point = [x: number, y: number]

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

/** At most one decimal: half of the length of a drawing is numbers. */
export const round = (value: number): number => Math.round(value * 10) / 10

/** Attributes of an element. Numbers are rounded; what is undefined is left out. */
export type Attributes = Record<string, string | number | undefined>

const attributesOf = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(([name, value]) =>
      value === undefined ? '' : ` ${name}="${typeof value === 'number' ? round(value) : value}"`,
    )
    .join('')

/** An element without children. */
export const element = (name: string, attributes: Attributes): string => `<${name}${attributesOf(attributes)}/>`

export const group = (attributes: Attributes, inner: string): string => `<g${attributesOf(attributes)}>${inner}</g>`

/** A whole drawing. `defs` are the elements of its `<defs>`. */
export const svgOf = (attributes: Attributes, defs: string, inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg"${attributesOf(attributes)}><defs>${defs}</defs>${inner}</svg>`

export const translate = (x: number, y: number): string => `translate(${round(x)} ${round(y)})`
export const rotate = (degrees: number, x: number, y: number): string =>
  `rotate(${round(degrees)} ${round(x)} ${round(y)})`

/** A drawing with its origin at a point. */
export function moved(x: number, y: number, scale: number, mirrored: boolean, inner: string): string {
  const across = Math.round(scale * 1000) / 1000
  return group({ transform: `${translate(x, y)} scale(${mirrored ? -across : across} ${across})` }, inner)
}

/** Data of a path, of words and numbers. A line break in it, with the spaces after it, is no part of it. */
export const path = (strings: TemplateStringsArray, ...values: number[]): string =>
  joined(strings).reduce((text, part, at) => `${text}${round(values[at - 1] as number)}${part}`)

/** Each template is a constant of the code: what is joined is kept with it. */
const known = new WeakMap<TemplateStringsArray, string[]>()

function joined(strings: TemplateStringsArray): string[] {
  const parts = known.get(strings) ?? strings.map((part) => part.replace(/\n\s*/g, ''))
  known.set(strings, parts)
  return parts
}

/** Opacity of a fill or a stroke: that of an element costs a layer of its own, ten times as much. */
const through = (opacity: number) => (opacity >= 1 ? undefined : String(Math.round(opacity * 100) / 100))

export const fill = (d: string, paint: string, opacity = 1): string =>
  d === '' || opacity <= 0 ? '' : element('path', { d, fill: paint, 'fill-opacity': through(opacity) })

/** A line with round ends. */
export const line = (d: string, paint: string, width: number, opacity = 1): string =>
  d === '' || opacity <= 0
    ? ''
    : element('path', {
        d,
        fill: 'none',
        stroke: paint,
        'stroke-width': width,
        'stroke-linecap': 'round',
        'stroke-opacity': through(opacity),
      })

export const ellipse = (x: number, y: number, rx: number, ry: number, paint: string, opacity = 1): string =>
  opacity <= 0 ? '' : element('ellipse', { cx: x, cy: y, rx, ry, fill: paint, 'fill-opacity': through(opacity) })

export const rect = ({ x, y, w, h }: Box, paint: string, opacity = 1): string =>
  opacity <= 0 || w <= 0 || h <= 0
    ? ''
    : element('rect', { x, y, width: w, height: h, fill: paint, 'fill-opacity': through(opacity) })

export const circlePath = (x: number, y: number, r: number, ry = r): string =>
  path`M${x - r} ${y}a${r} ${ry} 0 1 0 ${2 * r} 0a${r} ${ry} 0 1 0 ${-2 * r} 0z`

/** Uneven ellipse with a smooth edge. */
export function blob(random: Random, x: number, y: number, rx: number, ry: number, rough: number): string {
  const count = 10
  const points = Array.from({ length: count }, (_, at) => {
    const [angle, out] = [(at / count) * Math.PI * 2, random.between(1 - rough, 1 + rough)]
    return [x + Math.cos(angle) * rx * out, y + Math.sin(angle) * ry * out] as Point
  })
  let d = ''
  for (let at = 0; at <= count; at++) {
    const [[px, py], [nx, ny]] = [points[at % count], points[(at + 1) % count]] as [Point, Point]
    const [mx, my] = [(px + nx) / 2, (py + ny) / 2]
    d += at === 0 ? path`M${mx} ${my}` : path`Q${px} ${py} ${mx} ${my}`
  }
  return `${d}z`
}
