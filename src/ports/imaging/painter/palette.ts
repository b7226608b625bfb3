import { darken, lighten, mix, saturate } from './colour.ts'
import { gradient, type Stop } from './defs.ts'
import type { Material } from './materials.ts'

const LIGHT = '#fff1d6'
const SHADE = '#141228'

/** Colours of every slot, and the gradients that the drawing has asked for. */
export interface Palette {
  /** A drawing with its slots filled. A slot without a material becomes black, which a look at the picture shows. */
  fill(art: string): string
  /** A slot's colour. */
  colour(slot: string): string
  /** Elements for `<defs>`: the gradients of all that was filled. */
  gradients(): string
}

/** Slots that every drawing may use, and their colours. */
export const fixedSlots: Record<string, string> = { shine: '#fffaf0', dark: '#120e16' }

export function paletteOf(materials: ReadonlyMap<string, Material>): Palette {
  const used = new Map<string, string>()
  const colour = (slot: string) => {
    const [name = '', tone] = slot.split('_')
    const material = materials.get(name)
    if (!material) return fixedSlots[name] ?? '#000000'
    if (tone === undefined || tone in tones) return toneOf(material, tone)
    const id = `p-${name}-${tone}`
    used.set(id, gradientOf(id, tone, material))
    return `url(#${id})`
  }
  return {
    fill: (art) => art.replace(/\{([a-z_]+)\}/g, (_, slot: string) => colour(slot)),
    colour,
    gradients: () => [...used.values()].join(''),
  }
}

const tones: Record<string, (colour: string, sheen: number) => string> = {
  lit: (colour, sheen) => mix(saturate(colour, 1.05), LIGHT, Math.min(0.8, 0.42 * sheen)),
  shade: (colour, sheen) => mix(saturate(colour, 1.1), SHADE, Math.min(0.8, 0.4 * sheen)),
  deep: (colour, sheen) => mix(darken(colour, 0.2), SHADE, Math.min(0.92, 0.62 * sheen)),
}

function toneOf({ colour, sheen }: Material, tone?: string): string {
  return tone === undefined ? colour : (tones[tone] ?? (tones.deep as (typeof tones)[string]))(colour, sheen)
}

/** Places and tones of each gradient's stops. */
const stops: Record<string, [offset: number, tone: string | undefined][]> = {
  v: [
    [0, 'lit'],
    [0.4, undefined],
    [0.75, 'shade'],
    [1, 'deep'],
  ],
  f: [
    [0, 'lit'],
    [0.3, undefined],
    [0.7, undefined],
    [1, 'shade'],
  ],
  h: [
    [0, 'shade'],
    [0.2, undefined],
    [0.34, 'lit'],
    [0.55, undefined],
    [0.85, 'deep'],
    [1, 'shade'],
  ],
  d: [
    [0, 'lit'],
    [0.35, undefined],
    [0.7, 'shade'],
    [1, 'deep'],
  ],
  r: [
    [0, 'glint'],
    [0.18, 'lit'],
    [0.5, undefined],
    [0.8, 'shade'],
    [1, 'deep'],
  ],
}

const shapes: Record<string, string> = {
  v: ' x1="0" y1="0" x2=".15" y2="1"',
  f: ' x1="0" y1=".1" x2="1" y2=".5"',
  h: ' x1="0" y1="0" x2="1" y2="0"',
  d: ' x1=".1" y1="0" x2=".9" y2="1"',
  r: ' cx=".42" cy=".4" r=".68" fx=".32" fy=".26"',
}

function gradientOf(id: string, kind: string, material: Material): string {
  const filled = (stops[kind] ?? []).map(([offset, tone]): Stop => {
    const colour = tone === 'glint' ? lighten(toneOf(material, 'lit'), 0.35) : toneOf(material, tone)
    return [offset, colour]
  })
  return gradient(kind === 'r' ? 'radial' : 'linear', id, filled, shapes[kind])
}

/** A drawing as one dark shape, for its shadow; or in a light colour, for its edge. */
export const silhouette = (art: string, colour: string): string =>
  art.replace(/\{[a-z_]+\}/g, colour).replace(/ opacity="[^"]*"/g, '')
