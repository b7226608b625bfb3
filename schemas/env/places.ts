import { prose } from '../prose.ts'
import { webAddress } from './addresses.ts'
import { inGroup, key, optional, whole } from './variable.ts'

export const places = inGroup('weather and directions', {
  OPENWEATHER_KEY: optional(key("OpenWeather's key; without it the weather is that of the built-in climates")),
  OPENWEATHER_BASE_URL: optional(webAddress('Another address of the OpenWeather API, e.g. of a proxy')),
  GOOGLE_API_KEY: optional(
    key("Google Maps' key, with the Routes API, or else the older Directions API; without it ways are straight lines"),
  ),
  GOOGLE_MAPS_BASE_URL: optional(webAddress("Another address of both of Google's APIs, e.g. of a proxy")),
  LOOKUPS_PER_MINUTE: whole(
    1,
    1_000_000,
    60,
    prose`
      Lookups of weather and directions at outside services that one caller may cause in a minute; beyond it, what is
      known or built in serves. Cached answers are not counted`,
  ),
})
