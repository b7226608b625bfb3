import { type Static, Type } from '@sinclair/typebox'
import { replayedHeader, SpendingHeaders } from './idempotency.ts'
import { imageExample, imageMembers } from './images/image.ts'
import { bodyProblems, operatorProblems, problems, storageProblems } from './problems.ts'
import { prose } from './prose.ts'
import { optionalSession } from './session.ts'
import { answer, defaulted, enumOf, header, pattern, ref, Timestamp } from './shared.ts'

export const tag = { name: 'scenes', description: 'Pictures of places by hour and weather, painted once' }
const tags = [tag.name]
const notBlank = pattern('\\S', 'must not be blank')

const word = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 50, ...notBlank, description, examples: [example] })

export const Location = Type.String({
  minLength: 1,
  maxLength: 200,
  ...notBlank,
  description: 'The place. Names that differ in upper case or spaces alone are one place',
  examples: ['Starting Tavern'],
})
const timeOfDay = word('Such as dawn, day, dusk, night, midnight', 'dusk')
const weather = word('Such as clear, cloudy, rain, snow, fog, storm', 'rain')
const force = Type.Boolean({ description: 'Paint it anew, also when there is a picture' })

const sceneMembers = {
  location: Type.Optional(Location),
  time_of_day: Type.Optional(timeOfDay),
  weather: Type.Optional(weather),
  force_regenerate: Type.Optional(force),
  ...optionalSession,
}
const SceneRequest = Type.Object(sceneMembers)
export type SceneRequest = Omit<Static<typeof SceneRequest>, 'session_id'>

export const Scene = Type.Object(
  {
    ...imageMembers,
    cached: Type.Boolean({ description: 'Not painted for this request' }),
    expires_at: { ...Timestamp, description: 'When it is painted anew, at the next request' },
  },
  {
    $id: 'Scene',
    description: 'The picture of a place at an hour and in a weather',
    examples: [
      {
        ...imageExample,
        subject_name: 'Starting Tavern',
        subject_type: 'scene',
        component: 'scene-viewer',
        prompt: 'Starting Tavern at dusk, rain',
        custom_prompt: null,
        aspect_ratio: '16:9',
        height: 576,
        cached: false,
        expires_at: '2026-11-27T09:30:00.000Z',
      },
    ],
  },
)
export type Scene = Static<typeof Scene>

export const SceneCacheStats = Type.Object(
  {
    total_scenes: Type.Integer({ description: 'Different places that have a picture, at any hour and weather' }),
    active_cache_entries: Type.Integer({ description: 'Pictures that are served' }),
    expired: Type.Integer({ description: 'Pictures that are painted anew at the next request' }),
    hits: Type.Integer({ description: 'Requests answered by a picture that was there' }),
    misses: Type.Integer({ description: 'Requests for which one was painted' }),
    joined: Type.Integer({ description: 'Requests that waited for the picture of another one' }),
    stale: Type.Integer({ description: 'Requests answered by an expired picture, because none could be painted' }),
    cache_hit_rate: Type.Number({ description: 'hits / (hits + misses + joined + stale); 0 before the first request' }),
    saved_micro_usd: Type.Integer({
      description: 'What the pictures of hits, joined and stale requests had cost, in millionths of a US dollar',
    }),
    timestamp: Timestamp,
  },
  {
    $id: 'SceneCacheStats',
    description: 'How often a picture was there already, since the service was installed',
    examples: [
      {
        total_scenes: 18,
        active_cache_entries: 41,
        expired: 3,
        hits: 960,
        misses: 44,
        joined: 12,
        stale: 0,
        cache_hit_rate: 0.945,
        saved_micro_usd: 65_124_000,
        timestamp: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type SceneCacheStats = Static<typeof SceneCacheStats>

export const SceneCacheCleared = Type.Object(
  { deleted: Type.Integer(), message: Type.String() },
  {
    $id: 'SceneCacheCleared',
    description: 'Entries that were removed; the pictures stay in the gallery',
    examples: [{ deleted: 6, message: '6 entries were removed. The pictures stay in the gallery.' }],
  },
)
export type SceneCacheCleared = Static<typeof SceneCacheCleared>

const cacheHeader = {
  'X-Cache': header(
    enumOf(['HIT', 'MISS', 'DEDUP', 'STALE']),
    'HIT: it was there; MISS: painted now; DEDUP: painted now for another request; STALE: expired, and none could be painted',
  ),
}

export const generateScene = {
  operationId: 'generateScene',
  tags,
  summary: 'The picture of a place, painted once',
  description: prose`
    As a JSON body or as a query; the body counts first. Requests for one place, hour and weather share one picture,
    also those that arrive while it is painted, and those of force_regenerate. A picture that is there costs nothing
    and is not limited.`,
  headers: SpendingHeaders,
  querystring: Type.Object(sceneMembers, { additionalProperties: false }),
  body: Type.Object(sceneMembers, {
    additionalProperties: false,
    'x-optional': true,
    description: 'location is needed here or in the query. time_of_day is day and weather is clear unless given.',
    examples: [{ location: 'Starting Tavern', time_of_day: 'dusk', weather: 'rain' }],
  }),
  response: {
    200: answer('The picture', ref(Scene), { ...cacheHeader, ...replayedHeader }),
    ...problems(
      ...bodyProblems,
      'idempotency-key-in-use',
      'idempotency-key-reused',
      'content-blocked',
      'scenes-exceeded',
      ...storageProblems,
    ),
  },
}

export const readSceneCacheStats = {
  operationId: 'readSceneCacheStats',
  tags,
  summary: 'How much the cache of scenes saves',
  description: 'Over all processes; counted within seconds.',
  response: { 200: answer('The counts', ref(SceneCacheStats)), ...problems() },
}

export const clearSceneCache = {
  operationId: 'clearSceneCache',
  tags,
  summary: 'Forget which pictures scenes have',
  description: 'Of one place or of all. The next request paints anew. Never deletes a picture.',
  querystring: Type.Object(
    {
      location: Type.Optional(Location),
      dry_run: defaulted(Type.Boolean({ default: false, description: 'Only count' })),
    },
    { additionalProperties: false },
  ),
  response: { 200: answer('Removed', ref(SceneCacheCleared)), ...problems(...operatorProblems, ...bodyProblems) },
}
