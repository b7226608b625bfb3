/** Stop of a gradient: offset from 0 to 1, colour, opacity. A text stands as it is. */
export type Stop = [offset: number | string, colour: string, opacity?: number | string]

/** Gradients and clips of one picture. The same one is kept once. */
export interface Defs {
  down(stops: Stop[]): string
  right(stops: Stop[]): string
  /** From the middle outwards; `shape` are attributes, when it is not that of what it fills. */
  radial(stops: Stop[], shape?: string): string
  clip(path: string): string
  /** The elements. */
  text(): string
}

/** `prefix` begins the id of each. */
export function createDefs(prefix: string): Defs {
  const known = new Map<string, string>()
  const keep = (text: string) => {
    const id = known.get(text) ?? `${prefix}${known.size}`
    known.set(text, id)
    return `url(#${id})`
  }
  return {
    down: (stops) => keep(gradient('linear', '?', stops, ' x2="0" y2="1"')),
    right: (stops) => keep(gradient('linear', '?', stops)),
    radial: (stops, shape) => keep(gradient('radial', '?', stops, shape)),
    clip: (shape) => keep(`<clipPath id="?"><path d="${shape}"/></clipPath>`),
    text: () => [...known].map(([text, id]) => text.replace('"?"', `"${id}"`)).join(''),
  }
}

export const gradient = (kind: 'linear' | 'radial', id: string, stops: Stop[], shape = ''): string =>
  `<${kind}Gradient id="${id}"${shape}>${stops.map(stopOf).join('')}</${kind}Gradient>`

function stopOf([offset, colour, opacity = 1]: Stop): string {
  const through = opacity === 1 ? '' : ` stop-opacity="${thousandths(opacity)}"`
  return `<stop offset="${thousandths(offset)}" stop-color="${colour}"${through}/>`
}

const thousandths = (value: number | string) => (typeof value === 'string' ? value : Math.round(value * 1000) / 1000)
