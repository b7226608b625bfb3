import type { Point } from './port.ts'

/** Google's encoded polyline of five decimals: https://developers.google.com/maps/documentation/utilities/polylinealgorithm */
export function polylineOf(points: readonly Point[]): string {
  let [lat, lng] = [0, 0]
  let text = ''
  for (const point of points) {
    const next = { lat: Math.round(point.lat * 1e5), lng: Math.round(point.lng * 1e5) }
    text += encoded(next.lat - lat) + encoded(next.lng - lng)
    lat = next.lat
    lng = next.lng
  }
  return text
}

function encoded(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1
  let text = ''
  for (; rest >= 0x20; rest >>= 5) text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63)
  return text + String.fromCharCode(rest + 63)
}
