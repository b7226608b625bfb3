import type { SceneWeather } from '../../../schemas/content/weather.ts'
import type { Port } from '../port.ts'

/** A place on the earth, in degrees. */
export interface Coordinates {
  lat: number
  lon: number
}

/** The weather of one moment. */
export interface Weather {
  /** Milliseconds since the epoch. */
  at: number
  tempC: number
  /** Percent. */
  humidity: number
  /** Metres a second. */
  windSpeed: number
  /** A group, such as Rain, and what it is in words. */
  main: string
  description: string
  /** OpenWeather's code of an icon: two digits, and d or n for day or night. */
  icon: string
  sceneWeather: SceneWeather
}

export interface Place extends Coordinates {
  name: string
  /** ISO 3166, two letters. */
  country: string
}

export interface Limits {
  /** Milliseconds until the whole answer must be there. */
  deadlineMs: number
  signal?: AbortSignal | undefined
}

/** Steps of a forecast, three hours each: five days. */
export const STEPS = 40
export const STEP_MS = 3 * 3_600_000

/** Weather of places. Every method throws `ProviderFailure`, or the reason of the signal, and nothing else. */
export interface WeatherPort extends Port {
  /** What it is called in `served_by`. */
  readonly model: string
  current(at: Coordinates, limits: Limits): Promise<Weather>
  /** `STEPS` steps, from the next full three hours (UTC) on. */
  forecast(at: Coordinates, limits: Limits): Promise<Weather[]>
  /** The place of a name; undefined when it knows none. Absent when it knows no names at all. */
  locate?(name: string, limits: Limits): Promise<Place | undefined>
}
