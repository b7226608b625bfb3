import { type Climate, vectorOf } from './climate.ts'
import { conditionOf } from './conditions.ts'
import { noise, shareBelow } from './noise.ts'
import type { Coordinates, Weather } from './port.ts'
import { altitude, dayPhase, isDay } from './sun.ts'

const HOUR_MS = 3_600_000
const YEAR_MS = 365.2425 * 24 * HOUR_MS
/** Weather is alike over some hundreds of kilometres, and for about a day. */
const CELLS_PER_RADIUS = 9
const SEEDS = { rain: 11, warmth: 23, wind: 37, thunder: 53 }
const CELL_MS = { rain: 20 * HOUR_MS, warmth: 44 * HOUR_MS, wind: 14 * HOUR_MS, thunder: 9 * HOUR_MS }
/** Of a day with rain, the share of the time in which it rains. */
const RAINING = 0.42

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
const rounded = (value: number) => Math.round(value * 10) / 10 + 0

/** What the sky does at a place and a moment. Shares are from 0 to 1. */
interface Sky {
  tempC: number
  humidity: number
  windSpeed: number
  clouds: number
  /** Strength of rain or snow; 0 when it is dry. */
  falling: number
  isThundering: boolean
  isDusty: boolean
  altitude: number
}

/** The weather of a climate at a moment: the same for the same place and time, in every process. */
export function weatherAt(climate: Climate, place: Coordinates, at: number): Weather {
  const sky = skyAt(climate, place, at)
  const { main, description, icon, scene } = conditionOf(conditionIdOf(sky))
  return {
    at,
    tempC: rounded(sky.tempC),
    humidity: Math.round(sky.humidity),
    windSpeed: rounded(sky.windSpeed),
    main,
    description,
    icon: `${icon}${isDay(place, at) ? 'd' : 'n'}`,
    sceneWeather: scene,
  }
}

function skyAt(climate: Climate, place: Coordinates, at: number): Sky {
  const year = (at % YEAR_MS) / YEAR_MS
  const vector = vectorOf(place).map((it) => it * CELLS_PER_RADIUS) as [number, number, number]
  const noiseOf = (what: keyof typeof SEEDS) => noise(SEEDS[what], ...vector, at / CELL_MS[what])
  const [wet, usual] = [climate.wet(year), climate.temperature(year)]
  const phase = dayPhase(place, at)
  const { falling, clouds } = cloudsOf(shareBelow(noiseOf('rain')), wet, usual, phase)
  const swing = climate.range * phase * (1 - 0.5 * clouds)
  const tempC = usual + clamp(1 + 0.13 * climate.amplitude, 1, 4.5) * noiseOf('warmth') + swing - 2 * falling
  const isWindy = shareBelow(noiseOf('wind'))
  const isThundering = falling * clamp((tempC - 12) / 12, 0, 1) * shareBelow(noiseOf('thunder')) > 0.35
  const windSpeed =
    (6.5 - 0.25 * clamp(climate.range, 2, 14)) * (0.35 + 1.1 * isWindy + isWindy ** 6) + (isThundering ? 4 : 0)
  return {
    tempC,
    humidity: humidityOf(wet, tempC, swing, clouds, falling),
    windSpeed,
    clouds,
    falling,
    isThundering,
    isDusty: wet < 0.08 && isWindy > 0.97,
    altitude: altitude(place, at),
  }
}

/** From how wet it is by chance: rain below the chance of it, fewer clouds above. Warm countries have rain in the afternoon. */
function cloudsOf(chance: number, wet: number, usual: number, phase: number) {
  const shower = usual > 18 ? 1 + 0.9 * phase : 1
  const raining = clamp(wet * RAINING * shower, 0, 0.9)
  if (chance < raining) return { falling: (raining - chance) / Math.max(raining, 0.2), clouds: 1 }
  const dryness = (chance - raining) / (1 - raining)
  return { falling: 0, clouds: clamp(1 - dryness / (0.3 + 1.1 * wet), 0, 1) }
}

/** Damp where it rains often, and drier as the day grows warm; heat without rain is dry. */
function humidityOf(wet: number, tempC: number, swing: number, clouds: number, falling: number): number {
  const usual = 50 + 38 * Math.sqrt(wet) - 1.3 * clamp(tempC - 24, 0, 16) * (1 - clamp(2.5 * wet, 0, 1))
  return clamp(usual - 2.2 * swing + 6 * clouds + (falling > 0 ? 10 : 0), 8, 100)
}

/** The id of OpenWeather for a sky. */
function conditionIdOf(sky: Sky): number {
  if (sky.falling > 0) return fallingId(sky)
  if (sky.isDusty && sky.tempC > 15) return 761
  // Fog comes before the sun has warmed the air.
  const isStill = sky.windSpeed < 3 && sky.altitude < 15
  if (isStill && sky.humidity > 90) return sky.humidity > 95 ? 741 : 701
  if (sky.clouds < 0.11) return 800
  if (sky.clouds < 0.25) return 801
  if (sky.clouds < 0.5) return 802
  return sky.clouds < 0.85 ? 803 : 804
}

function fallingId({ falling, tempC, isThundering }: Sky): number {
  if (isThundering) return falling > 0.75 ? 202 : falling > 0.5 ? 201 : 200
  const strength = falling < 0.45 ? 0 : falling < 0.8 ? 1 : 2
  if (tempC < 0.5) return 600 + strength
  if (tempC < 2) return 615
  if (falling < 0.12) return 300
  if (tempC > 20) return strength === 0 ? 520 : strength === 1 ? 521 : 502
  return 500 + strength
}
