import { LruMap } from 'toad-cache'
import type { Adapter } from '../port.ts'
import { type Climate, climates } from './climate.ts'
import { type Coordinates, STEP_MS, STEPS, type WeatherPort } from './port.ts'
import { weatherAt } from './sky.ts'

/** The weather changes so often: all requests in between get the same. */
const CHANGES_MS = 600_000
const MAX_CLIMATES = 2_000

/** The built-in weather, by climate, season and hour: without a network, a key or a cost. */
export const embedded: Adapter<WeatherPort> = {
  name: 'built-in',
  needs: [],
  open(_env, { clock }) {
    const known = new LruMap<Climate>(MAX_CLIMATES)
    let climateOf: ReturnType<typeof climates> | undefined

    function climateAt(at: Coordinates): Climate {
      const key = `${at.lat},${at.lon}`
      climateOf ??= climates()
      const climate = known.get(key) ?? climateOf(at)
      known.set(key, climate)
      return climate
    }

    return {
      model: 'climate-1',
      state: () => 'ok',
      async current(at) {
        return weatherAt(climateAt(at), at, floor(clock.now().getTime(), CHANGES_MS))
      },
      async forecast(at) {
        const climate = climateAt(at)
        const first = floor(clock.now().getTime(), STEP_MS) + STEP_MS
        return Array.from({ length: STEPS }, (_, step) => weatherAt(climate, at, first + step * STEP_MS))
      },
    }
  },
}

const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit
