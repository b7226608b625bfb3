import { writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { build } from '../../../src/app.ts'
import { readEnv } from '../../../src/config.ts'
import { open } from '../../../src/deps.ts'
import { arrived, openaiServer, questJsonServer } from '../../fixtures/models.ts'
import { portContext } from '../../fixtures/port-context.ts'
import { fleeting, startPostgres } from '../../fixtures/postgres.ts'
import { folder } from '../../fixtures/process.ts'
import { ideaOf, planOf, questIn, questsOf } from '../../fixtures/quests.ts'
import { listen } from '../../fixtures/raw-http.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { until } from '../../fixtures/valkey.ts'
import { world } from '../../fixtures/world.ts'

const session_id = 'outage'

t.test('generateQuest answers 503 and no quest while Postgres is away, and works again when it is back', async (t) => {
  const postgres = await startPostgres(fleeting)
  t.teardown(() => postgres.stop())
  const model = await openaiServer(t)
  model.say(JSON.stringify(planOf()))
  const it = await world(t, 'postgres', { DATABASE_URL: postgres.url, ...model.env })
  const { generate, clarify, list, read, tick } = questsOf(it)
  const { id } = await questIn(it, session_id)
  t.equal(model.requests.length, 1)
  await postgres.kill()
  const away = [
    await generate(ideaOf({ session_id })),
    await generate(ideaOf({ session_id }), { 'idempotency-key': 'k' }),
    await generate(ideaOf()),
    await list({ session_id }),
    await read(id, { session_id }),
    await tick(id, 1, { done: true, session_id }),
  ]
  for (const reply of away) {
    t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
    t.match(reply.headers['retry-after'], /^\d+$/)
    t.equal(reply.json().id, undefined, 'no id is invented')
    t.equal(reply.headers.location, undefined)
    t.equal(reply.headers['set-cookie'], undefined)
  }
  t.equal(model.requests.length, 1, 'what cannot be kept is not paid for')
  t.equal((await clarify(ideaOf())).statusCode, 200, 'questions need no database')
  await postgres.start()
  await until(async () => (await it.call({ url: '/readyz' })).statusCode === 200, 'it is ready again')
  t.equal((await generate(ideaOf({ session_id }), { 'idempotency-key': 'k' })).statusCode, 201)
  t.match((await read(id, { session_id })).json(), { id, status: 'not_started' })
})

t.test('generateQuest on a file that is damaged answers 503 and no quest', async (t) => {
  const home = await folder(t)
  await writeFile(`${home}/x.db`, 'no database at all, and long enough to be read as one'.repeat(200))
  const opened = await open(readEnv({ DATA_DIR: home, DATABASE_URL: `sqlite:${home}/x.db` }), portContext())
  const app = await build(opened.deps)
  t.teardown(() => app.close())
  const reply = await app.inject({ method: 'POST', url: '/api/v1/quests/generate', payload: ideaOf({ session_id }) })
  t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
  t.equal(reply.json().id, undefined)
})

t.test('generateQuest whose caller hangs up stops the model, keeps nothing and frees the key', async (t) => {
  for (const start of [openaiServer, questJsonServer]) {
    const model = await start(t)
    const it = await world(t, 'sqlite', model.env)
    const { url } = await listen(it.app)
    model.script = [{ fault: 'hung' }]
    model.say(JSON.stringify(planOf()))
    const ask = (signal: AbortSignal | null) =>
      fetch(`${url}/api/v1/quests/generate`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'hung-up' },
        body: JSON.stringify(ideaOf({ session_id })),
        signal,
      })
    const abort = new AbortController()
    const asked = ask(abort.signal)
    await until(() => model.requests.length === 1, 'the model is asked')
    abort.abort()
    await t.rejects(asked)
    t.equal(await model.requests[0]?.hungUp, true, 'we hung up on the model')
    const { db } = it.deps
    await until(
      async () => (await db.selectFrom('idempotency_keys').selectAll().execute()).length === 0,
      'the key is free',
    )
    t.strictSame(await db.selectFrom('quests').selectAll().execute(), [])
    const line = () => it.logged.map((text) => JSON.parse(text)).find(({ res }) => res?.statusCode === 499)
    await until(() => line() !== undefined, 'it is written down')
    t.match(line(), { level: 30, req: { route: '/api/v1/quests/generate' } }, 'as no fault of ours')
    t.equal((await ask(null)).status, 201)
  }
})

t.test('Nothing of a player, a model or a key is written down, whatever fails', async (t) => {
  const model = await openaiServer(t)
  const it = await world(t, 'sqlite', { ...model.env, MODEL_REQUESTS_PER_MINUTE: '1000' })
  const { generate } = questsOf(it)
  const secret = 'canary-of-the-player'
  model.script = [
    JSON.stringify(planOf({ mission_summary: 'canary of the model' })),
    '{"canary": "of the model"}',
    { status: 401 },
    { status: 500 },
    { quota: 1 },
    { fault: 'html' },
    { fault: 'hung' },
    { fault: 'reset' },
  ]
  for (let at = 0; at < 9; at++) {
    const isHung = isDeepStrictEqual(model.script[0], { fault: 'hung' })
    const asked = generate(ideaOf({ mission_idea: secret, nickname: secret, who: secret, session_id: secret }))
    if (isHung) {
      await arrived(model)
      it.clock.now += 15_000
    }
    const reply = await asked
    t.equal(reply.statusCode, 201)
    t.notMatch(reply.body, model.key)
  }
  t.notMatch(it.logged.join('\n'), 'canary')
  t.match(it.logged.join('\n'), /smartinference/, 'but the operator learns that a model fails')
})
