import type { ClimatesContent } from '../../../schemas/content/weather.ts'
import content from './climates.json' with { type: 'json' }
import { elevations } from './elevation.ts'
import type { Coordinates } from './port.ts'

/** What is usual at a place. */
export interface Climate {
  /** Mean temperature of a day in °C. `year` is the share of the year that has passed, from 0 to 1. */
  temperature(year: number): number
  /** Share of the days that bring rain or snow, from 0 to 1. */
  wet(year: number): number
  /** Degrees between night and day. */
  range: number
  /** Degrees between the warmest and the coldest time of the year. */
  amplitude: number
}

type Four = [number, number, number, number]
type Vector = [number, number, number]

/** Degrees that it is colder a metre higher up. */
const LAPSE = 0.0055
/** Within so many kilometres of a known place, its climate holds. */
const NEAR_KM = 60
const EARTH_KM = 6_371
/** The middle of January, as a share of the year; the other known times are a quarter of a year apart. */
const FIRST = 14.5 / 365

const radians = (degrees: number) => (degrees * Math.PI) / 180

export function vectorOf({ lat, lon }: Coordinates): Vector {
  const [across, up] = [radians(lon), radians(lat)]
  return [Math.cos(up) * Math.cos(across), Math.cos(up) * Math.sin(across), Math.sin(up)]
}

/** Temperature at sea level that the latitude alone would give: what is interpolated are the differences to it. */
const ofLatitude = (lat: number) => 27.5 - 42 * Math.sin(radians(lat)) ** 2

const known = (content as ClimatesContent).map(({ at: [lat, lon], elevation, temperature, range, wet }) => ({
  lat,
  vector: vectorOf({ lat, lon }),
  differences: temperature.map((it) => it + LAPSE * elevation - ofLatitude(lat)) as Four,
  range,
  wet: wet.map((it) => it / 100) as Four,
}))

/** How much a known place says of another one. Climates follow the latitude: to the north and south it says less. */
function weightOf(place: (typeof known)[number], lat: number, vector: Vector): number {
  const cosine = place.vector[0] * vector[0] + place.vector[1] * vector[1] + place.vector[2] * vector[2]
  const far = EARTH_KM * Math.acos(Math.min(1, Math.max(-1, cosine)))
  const northward = EARTH_KM * radians(place.lat - lat)
  return 1 / (far * far + northward * northward + NEAR_KM * NEAR_KM) ** 2
}

/** Climates between the known places. */
export function climates(elevationAt = elevations()): (at: Coordinates) => Climate {
  return (at) => {
    const vector = vectorOf(at)
    const differences: Four = [0, 0, 0, 0]
    const wet: Four = [0, 0, 0, 0]
    let range = 0
    let sum = 0
    for (const place of known) {
      const weight = weightOf(place, at.lat, vector)
      sum += weight
      range += weight * place.range
      for (let quarter = 0; quarter < 4; quarter++) {
        differences[quarter] = (differences[quarter] as number) + weight * (place.differences[quarter] as number)
        wet[quarter] = (wet[quarter] as number) + weight * (place.wet[quarter] as number)
      }
    }
    const atHeight = ofLatitude(at.lat) - LAPSE * elevationAt(at.lat, at.lon)
    const temperatures = differences.map((it) => it / sum + atHeight) as Four
    const wetDays = through(wet.map((it) => it / sum) as Four)
    return {
      temperature: through(temperatures),
      wet: (year) => Math.min(1, Math.max(0, wetDays(year))),
      range: range / sum,
      amplitude: Math.max(...temperatures) - Math.min(...temperatures),
    }
  }
}

/** A smooth curve over the year through its four known values. */
function through([first, second, third, fourth]: Four): (year: number) => number {
  const mean = (first + second + third + fourth) / 4
  const [cosine, sine] = [(first - third) / 2, (second - fourth) / 2]
  const twice = (first - second + third - fourth) / 4
  return (year) => {
    const angle = 2 * Math.PI * (year - FIRST)
    return mean + cosine * Math.cos(angle) + sine * Math.sin(angle) + twice * Math.cos(2 * angle)
  }
}
