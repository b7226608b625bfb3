import Fastify from 'fastify'
import * as images from '../schemas/images/index.ts'
import { componentsOf } from '../schemas/index.ts'
import * as contract from '../schemas/saves/index.ts'
import * as scenes from '../schemas/scenes.ts'
import { ServedBy } from '../schemas/served-by.ts'
import * as weather from '../schemas/weather.ts'
import { schemaController } from '../src/plugins/compilers.ts'

/**
 * The limit: Fastify alone, with the same schemas. Loads, scenes, weather and files answer from memory; save validates and
 * answers. No database, no limiter, no header that we add.
 */
const app = Fastify({ schemaController })
for (const schema of [...componentsOf([contract, images, scenes, weather]), ServedBy]) app.addSchema(schema)
const now = new Date().toISOString()

app.get('/api/v1/load/:session_id', { schema: contract.loadSession }, async () => ({
  session_id: 'session-0',
  state: contract.demoState,
  version: 1,
  updated_at: now,
}))
app.post('/api/v1/save', { schema: contract.saveSession }, async (request) => {
  const { session_id, state } = request.body as { session_id: string; state: { scene_index: number } }
  return { status: 'saved', session_id, scene_index: state.scene_index, version: 1, updated_at: now }
})

const [scene] = scenes.Scene.examples as [scenes.Scene]
app.post('/api/v1/scenes/generate', { schema: scenes.generateScene }, async (_request, reply) => {
  reply.header('x-cache', 'HIT')
  return scene
})
app.get('/api/v1/images/:id/file', { schema: images.readImageFile }, async ({ headers }, reply) => {
  reply.headers({ etag: headers['if-none-match'], 'cache-control': 'public, max-age=31536000, immutable' })
  return reply.code(304).send() as never
})

const [sky] = weather.Weather.examples as [weather.Weather]
app.get('/api/v1/weather', { schema: weather.readWeather }, async () => sky)

await app.listen({ port: Number(process.env.PORT) })
process.on('SIGTERM', () => app.close())
