import type { HourContent, PlaceContent, WeatherContent } from '../../../../../schemas/content/painter-landscape.ts'
import { darken, lighten, lightUp, mix, opposite, saturate } from '../colour.ts'

/** The light of a picture: of its hour, as its weather and its place let it through. Colours are `#rrggbb`. */
export interface Light {
  /** From the top to the horizon. */
  sky: string[]
  key: string
  shade: string
  haze: string
  /** How much of the colour of distance the horizon has, 0 to 1. */
  hazed: number
  lamps: number
  stars: number
  shadow: { strength: number; length: number }
  cloud: { lit: string; shade: string }
  /** Colour of the light that a place has of itself. */
  glow: string
}

const LAMP = '#ffcf6e'

/** A weather as an hour has it: a low sun shines below the clouds; a night is dark before its storms make it so. */
export function weatherAt({ low_sun = 0, stars }: HourContent, weather: WeatherContent): WeatherContent {
  const key = Math.max(weather.key, low_sun * (1 - 0.4 * weather.gloom))
  return { ...weather, key, gloom: weather.gloom * (1 - 0.8 * stars) }
}

/** The light of a place in an hour and the weather of that hour. */
export function lightOf(hour: HourContent, asked: WeatherContent, place: PlaceContent): Light {
  const weather = place.airless
    ? { ...asked, veil: 0, fog: 0, gloom: 0, haze: 0.3, key: Math.max(0.7, asked.key) }
    : asked
  const sky = hour.sky.map((colour, at) => greyed(colour, hour, weather, at))
  const glow = place.glow ?? LAMP
  const shade = darken(hour.shade, weather.gloom * 0.3)
  const open = {
    sky,
    key: darken(mix(hour.key, lighten(shade, 0.25), (1 - weather.key) * 0.62), weather.gloom * 0.3),
    shade,
    // Fog takes sky and ground together: what is far has the colour of the horizon.
    haze: mix(hour.haze, sky[4] as string, Math.min(1, 0.4 + 0.6 * weather.veil + weather.fog)),
    hazed: weather.haze,
    lamps: Math.max(hour.lamps, weather.lamps),
    stars: hour.stars * (1 - weather.veil) * (1 - weather.clouds * 0.5),
    shadow: { strength: hour.shadow.strength * weather.key, length: hour.shadow.length },
    cloud: { lit: cloudOf(hour.cloud.lit, sky, weather), shade: cloudOf(hour.cloud.shade, sky, weather) },
    glow,
  }
  if (place.setting === 'underground') return below(open, glow, weather)
  return place.setting === 'indoors' ? inside(open, glow, hour) : open
}

/**
 * A veil of cloud takes the colours together to a grey of the same hour: a cool one above, from the blue of its sky. At
 * the horizon, more of the hour's own colour is left, so that a wet afternoon keeps a band of warm light.
 */
function greyed(colour: string, hour: HourContent, { veil, gloom, fog }: WeatherContent, at: number): string {
  const { low_sun = 0 } = hour
  const middle = mix(hour.sky[1] as string, hour.sky[2] as string, (0.2 + 0.2 * at) * (1 - low_sun))
  const grey = darken(saturate(middle, 0.5 + 0.2 * low_sun), gloom * (0.75 - 0.1 * at))
  const kept = [0, 0.04, 0.14 + 0.1 * low_sun, 0.4 + 0.4 * low_sun, 0.62 + 0.34 * low_sun][at] as number
  const dimmed = darken(colour, gloom * 0.32 * (1 - low_sun))
  return mix(mix(dimmed, grey, veil * (1 - kept)), fogAt(hour, at), fog * (0.86 + 0.03 * at))
}

/** Fog from the top of the sky to the horizon, where it is thickest; paler than a night, or it would not be seen. */
function fogAt(hour: HourContent, at: number): string {
  const top = mix(saturate(hour.haze, 0.75), saturate(hour.sky[1] as string, 0.5), 0.6)
  const horizon = mix(saturate(hour.haze, 0.85), hour.sky[4] as string, 0.2)
  const low = [0, 0.5, 0.86, 1, 1][at] as number
  return lighten(mix(top, horizon, low), hour.stars * (0.06 + 0.2 * low))
}

const cloudOf = (colour: string, sky: string[], { veil, gloom }: WeatherContent) =>
  darken(mix(colour, saturate(mix(sky[1] as string, colour, 0.36), 0.7), veil * 0.8), gloom * 0.55)

/** Under the ground, a place's own light and what falls in share the work. */
const below = (open: Light, glow: string, { fog }: WeatherContent): Light => ({
  ...open,
  key: mix(mix(open.key, open.sky[3] as string, 0.3), glow, 0.42),
  shade: mix(darken(open.shade, 0.42), darken(opposite(glow), 0.55), 0.35),
  haze: lighten(mix(mix(darken(open.sky[2] as string, 0.4), open.shade, 0.3), darken(glow, 0.35), 0.4), fog * 0.14),
  hazed: 0.6 + 0.3 * open.hazed,
  lamps: 1,
})

/** Indoors, the light comes from lamps and the window; shadows have the colour opposite to the lamps'. */
const inside = (open: Light, glow: string, { stars }: HourContent): Light => ({
  ...open,
  key: darken(mix(lighten(open.key, 0.3 - 0.15 * open.lamps), glow, 0.1 + 0.5 * open.lamps), 0.12 * stars),
  shade: darken(mix(open.shade, darken(opposite(glow), 0.36), 0.2 + 0.3 * open.lamps), 0.24 * stars),
  haze: mix(mix(open.sky[2] as string, open.shade, 0.4), darken(glow, 0.4), 0.3),
  hazed: 0.22,
  lamps: Math.max(0.35, open.lamps),
})

/** Colour of a slot, such as `stone_lit`, at a depth from 0 (near) to 1 (horizon). */
export type Paint = (slot: string, depth?: number) => string

/** Colour of a slot at the depth where the thing stands. */
export type Tint = (slot: string) => string

/** Slots whose colour is that of the lamps, of the sky, or of what the place has for light. */
const lightSlots: Record<string, (light: Light, half: string) => string> = {
  window: ({ lamps }, half) => mix(lightUp('#54708f', half), LAMP, lamps),
  glow: ({ lamps }, half) => mix(lightUp('#c9b48a', half), '#ffe2a0', lamps),
  sky: ({ sky }) => sky[4] as string,
  shine: ({ glow }) => lighten(glow, 0.25),
}

/** Slots that need no colour in the palette. */
export const lightSlotNames = Object.keys(lightSlots)

/** How much of its own colour a thing keeps in coloured light, as eyes see it: leaves at dusk are no brown. */
const OWN = 0.2

/** Colours of slots in a light. What shines by itself (the slots `shining`) is veiled half as much by distance. */
export function paintOf(light: Light, palette: Record<string, string>, shining: string[]): Paint {
  const { key, shade, haze, hazed } = light
  const half = mix(shade, key, 0.58)
  const own = (slot: string) => lightSlots[slot]?.(light, half) ?? (shining.includes(slot) ? palette[slot] : undefined)
  const known = new Map<string, string>()
  const near = (slot: string) => {
    const [, name = slot, side] = /^([a-z]+)(?:_(lit|shade|deep))?$/.exec(slot) ?? []
    const base = palette[name] ?? (palette.stone as string)
    if (name === 'snow') return mix(half, base, side === 'shade' ? 0.25 : side === 'lit' ? 0.62 : 0.42)
    if (side === 'lit') return mix(lightUp(lighten(base, 0.1), key, 1.12), base, OWN)
    if (side === 'shade') return mix(lightUp(darken(base, 0.04), shade, 0.9), darken(base, 0.45), OWN)
    if (side === 'deep') return darken(lightUp(base, shade, 0.7), 0.4)
    return mix(lightUp(base, half), darken(base, 0.25), OWN)
  }
  return (slot, depth = 0) => {
    const step = Math.round(depth * 20) / 20
    const name = `${slot} ${step}`
    const before = known.get(name)
    if (before) return before
    const far = Math.min(0.96, hazed * 1.5 * step ** 1.3)
    const shines = own(slot)
    const colour = mix(shines ?? near(slot), haze, shines ? far / 2 : far)
    known.set(name, colour)
    return colour
  }
}
