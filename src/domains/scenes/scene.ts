import type { ScenesContent } from '../../../schemas/content/scenes.ts'
import type { SceneRequest } from '../../../schemas/scenes.ts'
import { invalid } from '../../errors.ts'
import { render } from '../../services/grammar.ts'
import type { PaintRequest } from '../../services/painting/paint.ts'
import { normalised, refuseMarkup } from '../images/actions.ts'
import prompt from './prompt.json' with { type: 'json' }

const { version, prompt: template, style }: ScenesContent = prompt

/** A place at an hour and in a weather. */
export interface SceneId {
  location: string
  time_of_day: string
  weather: string
}

/** What a request asks for: the body counts before the query. Throws `invalid-request` without a location. */
export function sceneOf(body: SceneRequest, query: SceneRequest): SceneId & { force_regenerate: boolean } {
  const { location, time_of_day = 'day', weather = 'clear', force_regenerate = false } = { ...query, ...body }
  if (location === undefined) throw invalid([{ path: 'body.location', message: 'is required, here or in the query' }])
  for (const [name, text] of Object.entries({ location, time_of_day, weather })) refuseMarkup(`body.${name}`, text)
  return { location, time_of_day, weather, force_regenerate }
}

/** Key of the cache: two names of one scene have one. A new version of the prompt makes new keys. */
export const keyOf = ({ location, time_of_day, weather }: SceneId) =>
  JSON.stringify([version, normalised(location), normalised(time_of_day), normalised(weather)])

export const locationKey = normalised

/** The scene in a few words, as it is kept with its picture. */
export const captionOf = (scene: SceneId) => render(template, { ...scene })

/** What a painter is told of a scene. */
export const paintRequestOf = (scene: SceneId): PaintRequest => ({
  subject: { type: 'scene', name: scene.location },
  prompt: `${captionOf(scene)}. ${style}`,
  timeOfDay: scene.time_of_day,
  weather: scene.weather,
  aspectRatio: '16:9',
})
