import type { ConditionsContent, SceneWeather } from '../../../schemas/content/weather.ts'
import content from './conditions.json' with { type: 'json' }

const { scenes, conditions } = content as ConditionsContent
export type Condition = ConditionsContent['conditions'][number]
const byId = new Map(conditions.map((condition) => [condition.id, condition]))

/** What is called by an id of OpenWeather. Only of ids that content/weather/conditions.yaml has. */
export function conditionOf(id: number): Condition {
  const condition = byId.get(id)
  if (!condition) throw new Error(`there is no weather condition ${id}`)
  return condition
}

/** The word of scenes for an id of OpenWeather; undefined where the id is none. */
export const sceneOf = (id: number): SceneWeather | undefined =>
  byId.get(id)?.scene ?? scenes[String(Math.floor(id / 100))]
