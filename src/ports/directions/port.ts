import type { Port } from '../port.ts'

/** A point on the earth, in degrees. */
export interface Point {
  lat: number
  lng: number
}

export type Mode = 'walking' | 'transit'

/** A way from one point to another. */
export interface Route {
  mode: Mode
  seconds: number
  meters: number
  /** Google's encoded polyline. */
  polyline: string
}

export interface DirectionsAsk {
  from: Point
  to: Point
  /** Milliseconds until the answer must be there; what has come by then counts. */
  deadlineMs: number
  signal?: AbortSignal | undefined
}

/** Ways on foot and by public transport. `fastest` throws `ProviderFailure`, or the reason of the signal, and nothing else. */
export interface Directions extends Port {
  /** What it is called in `served_by`. */
  readonly model: string
  /** Requests that one ask costs at most. */
  readonly requests: number
  fastest(ask: DirectionsAsk): Promise<Route>
}
