import { type Static, Type } from '@sinclair/typebox'
import { closed, Template } from './text.ts'

/** The words for weather that scenes are painted by. */
export const sceneWeathers = ['clear', 'cloudy', 'rain', 'snow', 'fog', 'storm'] as const
const SceneWeather = Type.Union(sceneWeathers.map((word) => Type.Literal(word)))
export type SceneWeather = (typeof sceneWeathers)[number]

const fourOf = (minimum: number, maximum: number) =>
  Type.Array(Type.Number({ minimum, maximum }), { minItems: 4, maxItems: 4 })

/** content/weather/climates.yaml: what is usual, in the middle of January, April, July and October. */
export const ClimatesContent = Type.Array(
  Type.Object(
    {
      place: Template(60),
      at: Type.Tuple([Type.Number({ minimum: -90, maximum: 90 }), Type.Number({ minimum: -180, maximum: 180 })]),
      elevation: Type.Number({ minimum: 0, maximum: 6_000 }),
      temperature: fourOf(-80, 50),
      range: Type.Number({ minimum: 0, maximum: 25 }),
      wet: fourOf(0, 100),
    },
    closed,
  ),
  { minItems: 1 },
)
export type ClimatesContent = Static<typeof ClimatesContent>

/** content/weather/conditions.yaml: what weather is called, by the ids of OpenWeather. */
export const ConditionsContent = Type.Object(
  {
    scenes: Type.Record(Type.String({ pattern: '^[2-8]$' }), SceneWeather),
    conditions: Type.Array(
      Type.Object(
        {
          id: Type.Integer({ minimum: 200, maximum: 899 }),
          main: Template(20),
          description: Template(60),
          icon: Type.String({ pattern: '^\\d\\d$' }),
          scene: SceneWeather,
        },
        closed,
      ),
    ),
  },
  closed,
)
export type ConditionsContent = Static<typeof ConditionsContent>

/** content/countries.yaml: what countries are called besides their usual names. */
export const CountriesContent = Type.Object(
  {
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1 }),
    other_names: Type.Record(Type.String({ pattern: '^[a-z ]+$' }), Type.String({ pattern: '^[A-Z]{2}$' })),
  },
  closed,
)
export type CountriesContent = Static<typeof CountriesContent>
