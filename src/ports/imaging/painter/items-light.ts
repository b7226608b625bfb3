import { type Frame, n, type Place } from './items-frame.ts'

export const DAYLIGHT = '#ffeccb'

/** Light (or shadow) that is strongest in the middle and fades to nothing, in pixels. */
export interface Glow {
  at: Place
  radius: number
  colour: string
  opacity: number
}

/** A picture's `<defs>` and what is drawn with them, gathered while it is composed. */
export interface Lamp {
  /** A round glow; `flat` is its height as a share of its width. */
  glow(glow: Glow, flat?: number): string
  /** Darkness toward the edges of a picture, with light in its middle. */
  vignette(frame: Frame, middle: Place, dark: number): string
  /** From a colour at the top to nothing at the bottom of a rectangle. */
  fall(rectangle: { x: number; y: number; width: number; height: number }, colour: string, opacity: number): string
  defs(): string
}

export function lampOf(): Lamp {
  const defs: string[] = []
  const add = (gradient: (id: string) => string) => {
    const id = `light-${defs.length}`
    defs.push(gradient(id))
    return `url(#${id})`
  }
  return {
    glow({ at: [x, y], radius, colour, opacity }, flat = 1) {
      const fill = add((id) => `<radialGradient id="${id}">${fading(colour, opacity)}</radialGradient>`)
      return `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radius)}" ry="${n(radius * flat)}" fill="${fill}"/>`
    },
    vignette(frame, middle, dark) {
      const fill = add((id) => vignetteOf(id, frame, middle, dark))
      return `<rect width="${frame.width}" height="${frame.height}" fill="${fill}"/>`
    },
    fall({ x, y, width, height }, colour, opacity) {
      const stop = (offset: number, opacity: number) =>
        `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity}"/>`
      const fill = add(
        (id) => `<linearGradient id="${id}" x2="0" y2="1">${stop(0, opacity)}${stop(1, 0)}</linearGradient>`,
      )
      return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}"/>`
    },
    defs: () => defs.join(''),
  }
}

/** Light falls off with the square of the distance; straight stops would show a disc. */
const fading = (colour: string, opacity: number): string =>
  [1, 0.72, 0.48, 0.28, 0.13, 0.04, 0]
    .map((share, at, all) => {
      const offset = n((at / (all.length - 1)) * 100)
      return `<stop offset="${offset}%" stop-color="${colour}" stop-opacity="${(opacity * share).toFixed(3)}"/>`
    })
    .join('')

function vignetteOf(id: string, { width, height }: Frame, [x, y]: Place, dark: number): string {
  const radius = n(Math.hypot(width, height) * 0.56)
  return (
    `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${n(x)}" cy="${n(y)}" r="${radius}">` +
    '<stop offset="0" stop-color="#fff2d8" stop-opacity=".2"/>' +
    '<stop offset=".35" stop-color="#3a2c30" stop-opacity=".04"/>' +
    `<stop offset=".65" stop-color="#0c0a14" stop-opacity="${(dark * 0.5).toFixed(2)}"/>` +
    `<stop offset="1" stop-color="#0c0a14" stop-opacity="${dark}"/></radialGradient>`
  )
}
