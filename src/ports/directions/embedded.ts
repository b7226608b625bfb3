import type { Adapter } from '../port.ts'
import { polylineOf } from './polyline.ts'
import type { Directions, Point } from './port.ts'

const EARTH_METERS = 6_371_000
/** A way is so much longer than the straight line, as it is on average in cities. */
const DETOUR = 1.3
const METERS_PER_SECOND = 4_800 / 3_600
/** Parts of a line: it then looks on a map like the great circle that it is. */
const PARTS = 16

/** The built-in directions: on foot, by the great circle. */
export const embedded: Adapter<Directions> = {
  name: 'built-in',
  needs: [],
  open: () => ({
    model: 'great-circle-1',
    requests: 0,
    state: () => 'ok',
    async fastest({ from, to }) {
      const angle = angleBetween(from, to)
      const meters = Math.round(angle * EARTH_METERS * DETOUR)
      const points = angle === 0 ? [from, to] : partsOf(from, to, angle)
      return {
        mode: 'walking',
        meters,
        seconds: Math.round(meters / METERS_PER_SECOND),
        polyline: polylineOf(points),
      }
    },
  }),
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (angle: number) => (angle * 180) / Math.PI

/** The angle at the centre of the earth, by the haversine formula. */
function angleBetween(one: Point, other: Point): number {
  const up = Math.sin(radians(other.lat - one.lat) / 2) ** 2
  const across = Math.sin(radians(other.lng - one.lng) / 2) ** 2
  return 2 * Math.asin(Math.min(1, Math.sqrt(up + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * across)))
}

const vectorOf = ({ lat, lng }: Point): [number, number, number] => [
  Math.cos(radians(lat)) * Math.cos(radians(lng)),
  Math.cos(radians(lat)) * Math.sin(radians(lng)),
  Math.sin(radians(lat)),
]

function partsOf(from: Point, to: Point, angle: number): Point[] {
  const [start, end] = [vectorOf(from), vectorOf(to)]
  const between = (part: number): Point => {
    const [a, b] = [Math.sin(angle * (1 - part)), Math.sin(angle * part)]
    const [x, y, z] = start.map((it, axis) => a * it + b * (end[axis] as number)) as [number, number, number]
    return { lat: degrees(Math.atan2(z, Math.hypot(x, y))), lng: degrees(Math.atan2(y, x)) }
  }
  const middle = Array.from({ length: PARTS - 1 }, (_, part) => between((part + 1) / PARTS))
  return [from, ...middle, to]
}
