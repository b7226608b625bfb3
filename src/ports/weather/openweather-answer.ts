import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { badResponse } from '../failure.ts'
import { sceneOf } from './conditions.ts'
import { type Place, STEPS, type Weather } from './port.ts'

/** Words of a condition, without anything that a page would take for markup. */
const Words = Type.String({ pattern: '^[^<>&\u0000-\u001f\u007f-\u009f]{1,100}$' })

/** One moment; of what is not named here, nothing is used. */
const Moment = Type.Object({
  dt: Type.Integer({ minimum: 1_000_000_000, maximum: 10_000_000_000 }),
  main: Type.Object({
    temp: Type.Number({ minimum: -100, maximum: 70 }),
    humidity: Type.Number({ minimum: 0, maximum: 100 }),
  }),
  weather: Type.Array(
    Type.Object({
      id: Type.Integer({ minimum: 200, maximum: 899 }),
      main: Words,
      description: Words,
      icon: Type.String({ pattern: '^\\d\\d[dn]$' }),
    }),
    { minItems: 1 },
  ),
  wind: Type.Object({ speed: Type.Number({ minimum: 0, maximum: 150 }) }),
})
const Forecast = Type.Object({ list: Type.Array(Moment, { minItems: 1 }) })
const Places = Type.Array(
  Type.Object({
    name: Words,
    country: Type.String({ pattern: '^[A-Z]{2}$' }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
  }),
)

function checked<T extends TSchema>(name: string, schema: T, body: unknown): Static<T> {
  if (!Value.Check(schema, body)) throw badResponse(name, 'answers in another form')
  return body
}

const rounded = (value: number) => Math.round(value * 10) / 10 + 0

function weatherOf(name: string, { dt, main, weather: [first], wind }: Static<typeof Moment>): Weather {
  const condition = first as (typeof Moment)['static']['weather'][number]
  const sceneWeather = sceneOf(condition.id)
  if (!sceneWeather) throw badResponse(name, 'answers in another form')
  return {
    at: dt * 1_000,
    tempC: rounded(main.temp),
    humidity: Math.round(main.humidity),
    windSpeed: rounded(wind.speed),
    main: condition.main,
    description: condition.description,
    icon: condition.icon,
    sceneWeather,
  }
}

export const currentIn = (name: string, body: unknown): Weather => weatherOf(name, checked(name, Moment, body))

export const forecastIn = (name: string, body: unknown): Weather[] =>
  checked(name, Forecast, body)
    .list.slice(0, STEPS)
    .map((moment) => weatherOf(name, moment))

/** Undefined where nothing is called so. */
export function placeIn(name: string, body: unknown): Place | undefined {
  const [first] = checked(name, Places, body)
  return first && { name: first.name, country: first.country, lat: first.lat, lon: first.lon }
}
