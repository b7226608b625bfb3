import t from 'tap'
import { ideaOf, questIn, questsOf } from '../../fixtures/quests.ts'
import { listen, raw } from '../../fixtures/raw-http.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { cookie, header, strangers } from '../../fixtures/strangers.ts'
import { onBoth, world } from '../../fixtures/world.ts'

onBoth(t, 'generateQuest makes a session for a nobody without one, and sets it as a cookie', async (t, world) => {
  const { generate, list } = questsOf(world)
  const reply = await generate(ideaOf())
  const { session_id, id } = reply.json()
  t.match(session_id, /^[\w-]{32}$/, '192 bits that nobody guesses')
  const set = String(reply.headers['set-cookie'])
  t.equal(set, `session_id=${session_id}; Max-Age=31536000; Path=/; HttpOnly; SameSite=Lax`)
  const sent = set.split(';')[0] as string
  t.match((await list({}, { cookie: sent })).json(), { items: [{ id }], total_items: 1 })
  const next = await generate(ideaOf(), { cookie: sent })
  t.equal(next.json().session_id, session_id, 'the next quest joins it')
  t.equal(next.headers['set-cookie'], undefined)
  t.not((await generate(ideaOf())).json().session_id, session_id, 'another nobody is another session')
})

t.test('In production the cookie is sent over TLS alone', async (t) => {
  const it = await world(t, 'postgres', {
    APP_ENV: 'production',
    ALLOWED_ORIGINS: 'https://game.lorekeep.test',
    ADMIN_TOKEN: 'Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3QgYSByZWFsIG9uZQ',
    RAINDROP_API_URL: 'http://127.0.0.1:9/quest',
    RAINDROP_API_KEY: 'k',
    EMBEDDED_OK: 'blobs',
  })
  t.match((await questsOf(it).generate(ideaOf())).headers['set-cookie'], /; Secure/)
})

onBoth(t, 'listQuests takes the session from the query, then the header, then the cookie', async (t, world) => {
  const { list, generate } = questsOf(world)
  for (const session of ['by-name', 'by-header', 'by-cookie']) await questIn(world, session)
  const whose = async (query: object, headers: Record<string, string>) =>
    (await list(query as Record<string, string>, headers))
      .json()
      .items.map((it: { session_id: string }) => it.session_id)
  const all = { ...header('by-header'), ...cookie('by-cookie') }
  t.strictSame(await whose({ session_id: 'by-name' }, all), ['by-name'])
  t.strictSame(await whose({}, all), ['by-header'])
  t.strictSame(await whose({}, cookie('by-cookie')), ['by-cookie'])
  t.strictSame(await whose({}, {}), [], 'no session has no quests')
  t.equal((await generate(ideaOf({ session_id: 'by-name' }), all)).json().session_id, 'by-name')
  t.equal((await generate(ideaOf(), all)).json().session_id, 'by-header')
})

onBoth(
  t,
  'listQuests refuses a session that cannot be one, but a broken cookie is as good as none',
  async (t, world) => {
    const { list, generate } = questsOf(world)
    t.strictSame(refusalOf(await list({ session_id: 'x'.repeat(201) })), [400, 'invalid-request', 'query.session_id'])
    t.strictSame(refusalOf(await list({}, header('x'.repeat(201)))), [400, 'invalid-request', 'headers.x-session-id'])
    for (const wrong of ['Zo\u00eb', '..', 'a\u007fb'])
      t.strictSame(refusalOf(await list({}, header(wrong))), [400, 'invalid-request', 'headers.x-session-id'], wrong)
    for (const broken of ['', '..', 'x'.repeat(201), 'a%00b', '%zz%']) {
      t.match((await list({}, cookie(broken))).json(), { total_items: 0 }, broken.slice(0, 9))
    }
    t.match((await generate(ideaOf(), cookie('..'))).json().session_id, /^[\w-]{32}$/)
  },
)

onBoth(
  t,
  "readQuest, setQuestStep, deleteQuest: another's quest is as absent as one that never was",
  async (t, world) => {
    const { read, tick, remove, removeAll, list, summary } = questsOf(world)
    const { id } = await questIn(world, 'owner')
    const bodyOf = (reply: { body: string }) => reply.body.replace(/"request_id":"[^"]*"/, '')
    for (const [query, headers] of strangers) {
      const missing = bodyOf(await read(999, query, headers))
      const replies = [
        await read(id, query, headers),
        await tick(id, 1, { done: true, ...query }, headers),
        await remove(id, query, headers),
      ]
      for (const reply of replies) {
        t.equal(reply.statusCode, 404, JSON.stringify([query, headers]))
        t.equal(bodyOf(reply), missing, 'not a word tells that it exists')
      }
      t.equal((await list(query, headers)).json().total_items, 0)
      t.equal((await summary(query, headers)).json().total_quests, 0)
      t.strictSame((await removeAll(query, headers)).json(), { deleted: 0 })
    }
    t.match((await read(id, { session_id: 'owner' })).json(), { id, status: 'not_started' }, 'and it is untouched')
  },
)

t.test('listQuests refuses a session that comes twice', async (t) => {
  const it = await world(t, 'sqlite')
  const { port } = await listen(it.app)
  const twice = 'X-Session-Id: one\r\nX-Session-Id: two\r\n'
  const reply = await raw(
    t,
    port,
    `GET /api/v1/quests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${twice}\r\n`,
  )
  t.equal(reply.status, 400)
  t.match(reply.body, /headers\.x-session-id must not come twice/)
})
