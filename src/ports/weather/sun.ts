import { getPosition } from 'suncalc'
import type { Coordinates } from './port.ts'

const HOUR_MS = 3_600_000
/** Air is warmest so long after the sun was highest. */
const LAG_MS = 2.5 * HOUR_MS
/** Times of a day at which the sun is looked at for its mean. */
const LOOKS = 8
/** Altitude in degrees at which the upper edge of the sun rises and sets. */
const HORIZON = -0.833

export const isDay = ({ lat, lon }: Coordinates, at: number) => getPosition(new Date(at), lat, lon).altitude > HORIZON

export const altitude = ({ lat, lon }: Coordinates, at: number) => getPosition(new Date(at), lat, lon).altitude

/** How much the sun warms: the sine of its altitude, and nothing at night. */
const warmth = (place: Coordinates, at: number) => Math.max(0, Math.sin((altitude(place, at) * Math.PI) / 180))

/** Where the temperature stands between night and day: about -0.5 at its lowest, 0.5 at its highest, 0 when no sun rises. */
export function dayPhase(place: Coordinates, at: number): number {
  const looks = Array.from({ length: LOOKS }, (_, look) => warmth(place, at - LAG_MS + (look * 24 * HOUR_MS) / LOOKS))
  const [least, most] = [Math.min(...looks), Math.max(...looks)]
  const span = Math.max(most - least, LEAST_SPAN)
  const mean = looks.reduce((sum, it) => sum + it, 0) / LOOKS
  return Math.min(0.6, Math.max(-0.6, ((looks[0] as number) - mean) / span))
}

/** A sun that hardly changes its altitude makes hardly a difference between night and day. */
const LEAST_SPAN = 0.3
