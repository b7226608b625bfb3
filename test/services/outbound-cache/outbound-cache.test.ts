import t from 'tap'
import { many } from '../../fixtures/scenes.ts'
import { noValkey, startValkey, until } from '../../fixtures/valkey.ts'
import { openweatherServer } from '../../fixtures/weather.ts'
import { world } from '../../fixtures/world.ts'

const WEATHER = '/api/v1/weather?lat=48.8566&lon=2.3522'

t.test('What one process has looked up serves the others on the same Valkey', { skip: noValkey }, async (t) => {
  const valkey = await startValkey(t)
  const provider = await openweatherServer(t)
  const settings = { ...provider.env, REDIS_URL: valkey.url }
  const [one, other] = [await world(t, 'sqlite', settings), await world(t, 'sqlite', settings)]
  t.match((await one.call({ url: WEATHER })).json().served_by, { cached: false })
  t.match((await other.call({ url: WEATHER })).json().served_by, { cached: true })
  t.equal(provider.requests.length, 1)
  t.notMatch((await valkey.client.keys('*')).join(), 'canary')

  // A value of another form, such as of a later version, is none.
  await valkey.client.set('lorekeep:weather:1:48.86,2.35', 'not json')
  t.equal((await other.call({ url: WEATHER })).json().source, 'openweather')
  t.equal(provider.requests.length, 2)
})

t.test(
  'With Valkey frozen, no request waits longer than 250 ms more, and each is answered',
  { skip: noValkey },
  async (t) => {
    const valkey = await startValkey(t)
    const provider = await openweatherServer(t)
    const it = await world(t, 'sqlite', { ...provider.env, REDIS_URL: valkey.url })
    await it.call({ url: WEATHER })
    valkey.freeze()
    const took: number[] = []
    for (let at = 0; at < 50; at++) {
      const startedAt = performance.now()
      const reply = await it.call({ url: WEATHER })
      took.push(performance.now() - startedAt)
      t.equal(reply.statusCode, 200)
    }
    t.comment(`the slowest took ${Math.round(Math.max(...took))} ms`)
    t.ok(Math.max(...took) < 250)
    t.ok(provider.requests.length <= 2, 'memory stands in')
    valkey.thaw()
    await until(() => it.deps.cache.state() === 'ok', 'it is back')
  },
)

t.test('500 requests at once over two processes are at most one call of each', { skip: noValkey }, async (t) => {
  const valkey = await startValkey(t)
  const provider = await openweatherServer(t)
  const settings = { ...provider.env, REDIS_URL: valkey.url }
  const worlds = [await world(t, 'sqlite', settings), await world(t, 'sqlite', settings)] as const
  const release = provider.hold()
  const asked = many(500, (at) => worlds[at % 2 === 0 ? 0 : 1].call({ url: WEATHER }))
  await until(() => provider.requests.length > 0, 'it is asked')
  release()
  const replies = await asked
  t.equal(replies.filter((reply) => reply.statusCode === 200 && reply.json().source === 'openweather').length, 500)
  t.ok(provider.requests.length <= 2, `${provider.requests.length} calls`)
})
