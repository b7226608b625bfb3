import { type Static, Type } from '@sinclair/typebox'
import { sceneWeathers } from './content/weather.ts'
import { problems } from './problems.ts'
import { prose } from './prose.ts'
import { ServedBy } from './served-by.ts'
import { answer, enumOf, nullable, pattern, ref, Timestamp } from './shared.ts'

export const tag = {
  name: 'weather',
  description: 'Weather and forecast of real places. The list of cities is from GeoNames (geonames.org), CC BY 4.0',
}
const tags = [tag.name]

const Latitude = Type.Number({ minimum: -90, maximum: 90, description: 'Degrees, north is positive' })
const Longitude = Type.Number({ minimum: -180, maximum: 180, description: 'Degrees, east is positive' })

export const PlaceQuery = Type.Object(
  {
    lat: Type.Optional({ ...Latitude, examples: [48.8566] }),
    lon: Type.Optional({ ...Longitude, examples: [2.3522] }),
    city: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        ...pattern('\\S', 'must not be blank'),
        description: prose`
          In place of lat and lon: a city, in any language, such as "Paris", "Paris,US" or "Paris, Texas". Of several
          cities the largest one`,
      }),
    ),
  },
  { additionalProperties: false },
)
export type PlaceQuery = Static<typeof PlaceQuery>

const skyMembers = {
  temp_c: Type.Number({ description: 'Degrees Celsius' }),
  temp_f: Type.Number({ description: 'Degrees Fahrenheit' }),
  description: Type.String({ description: 'In words', examples: ['light rain'] }),
  main: Type.String({ description: 'The group it belongs to', examples: ['Rain'] }),
  icon: Type.String({
    description: "OpenWeather's code of an icon: d by day, n by night",
    examples: ['10d'],
  }),
  humidity: Type.Integer({ minimum: 0, maximum: 100, description: 'Percent' }),
  wind_speed: Type.Number({ minimum: 0, description: 'Metres a second' }),
  scene_weather: enumOf(sceneWeathers, { description: 'The same in the word that generateScene takes as weather' }),
}

const sourceMembers = {
  source: Type.String({ description: 'The provider; the same as in served_by', examples: ['openweather'] }),
  simulated: Type.Boolean({ description: 'Made by the built-in climates, by latitude, season and hour' }),
  stale: Type.Boolean({ description: 'The last that is known: the provider gives nothing newer' }),
  place: Type.Object(
    {
      name: nullable(Type.String(), { description: 'The city; null where coordinates were sent' }),
      country: nullable(Type.String(), { description: 'ISO 3166, two letters; null where coordinates were sent' }),
      lat: Latitude,
      lon: Longitude,
    },
    { description: 'What it is the weather of; coordinates are rounded to 0.01 degrees' },
  ),
  served_by: ref(ServedBy),
}

const sky = {
  temp_c: 8.4,
  temp_f: 47.1,
  description: 'light rain',
  main: 'Rain',
  icon: '10d',
  humidity: 84,
  wind_speed: 4.1,
  scene_weather: 'rain',
} as const

const source = {
  source: 'openweather',
  simulated: false,
  stale: false,
  place: { name: null, country: null, lat: 48.86, lon: 2.35 },
  served_by: {
    provider: 'openweather',
    model: 'openweather-2.5',
    cached: false,
    fallback: false,
    fallback_reason: null,
    latency_ms: 84,
    cost_micro_usd: 0,
  },
}

export const Weather = Type.Object(
  { ...skyMembers, observed_at: { ...Timestamp, description: 'When it was so' }, ...sourceMembers },
  {
    $id: 'Weather',
    description: 'The weather of a place',
    examples: [{ ...sky, observed_at: '2026-11-20T09:24:11.000Z', ...source }],
  },
)
export type Weather = Static<typeof Weather>

export const ForecastStep = Type.Object(
  { at: { ...Timestamp, description: 'When it will be so' }, ...skyMembers },
  {
    $id: 'ForecastStep',
    description: 'The weather of a later time',
    examples: [{ at: '2026-11-20T12:00:00.000Z', ...sky }],
  },
)
export type ForecastStep = Static<typeof ForecastStep>

export const Forecast = Type.Object(
  {
    forecast: Type.Array(ref(ForecastStep), {
      maxItems: 40,
      description: 'Steps of three hours over five days; of a stale forecast, those that are not over',
    }),
    ...sourceMembers,
  },
  {
    $id: 'Forecast',
    description: 'The weather of a place over five days',
    examples: [{ forecast: [{ at: '2026-11-20T12:00:00.000Z', ...sky }], ...source }],
  },
)
export type Forecast = Static<typeof Forecast>

const how = prose`
    By OpenWeather where its key is set; kept for ten minutes, and for a day where nothing newer can be had (stale).
    Else, and in place of what cannot be had at all, by the built-in climates (simulated). Where lat and lon are sent,
    city is not read.`

export const readWeather = {
  operationId: 'readWeather',
  tags,
  summary: 'The weather of a place now',
  description: `${how} scene_weather is the word for generateScene.`,
  querystring: PlaceQuery,
  response: { 200: answer('The weather', ref(Weather)), ...problems('city-not-found') },
}

export const readForecast = {
  operationId: 'readForecast',
  tags,
  summary: 'The weather of a place over five days',
  description: how,
  querystring: PlaceQuery,
  response: { 200: answer('Up to 40 steps of three hours', ref(Forecast)), ...problems('city-not-found') },
}
