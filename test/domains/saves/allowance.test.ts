import t from 'tap'
import { stateOf } from '../../fixtures/saves.ts'
import { onBoth, type World } from '../../fixtures/world.ts'

const caller = '203.0.113.7'
const big = stateOf({ party_name: 'x'.repeat(100), choices: {} })
const bytes = Buffer.byteLength(JSON.stringify(big))

const post = ({ call }: World, session_id: string | undefined, remoteAddress = caller, state: unknown = big) =>
  call({ method: 'POST', url: '/api/v1/save', payload: { session_id, state }, remoteAddress })
const patch = ({ call }: World, session_id: string, party_name: string) =>
  call({
    method: 'PATCH',
    url: `/api/v1/saves/${session_id}`,
    headers: { 'content-type': 'application/merge-patch+json', 'if-match': '*' },
    payload: { party_name },
    remoteAddress: caller,
  })
const restore = ({ call }: World, session_id: string, version: number) =>
  call({ method: 'POST', url: `/api/v1/saves/${session_id}/versions/${version}/restore`, remoteAddress: caller })

onBoth(
  t,
  'A caller that has saved its bytes of a minute is refused, however it saves: saveSession, patchSave, restoreSaveVersion',
  async (t, it) => {
    const limit = Number(it.deps.env.SAVE_BYTES_PER_MINUTE)
    const fit = Math.floor(limit / bytes)
    for (let times = 0; times < fit - 1; times++) t.equal((await post(it, `s${times % 2}`)).statusCode, 200)
    t.equal((await patch(it, 's0', 'y'.repeat(100))).statusCode, 200, 'a short patch counts as what it writes')
    const refused = await post(it, 's0')
    t.equal(refused.statusCode, 429)
    t.match(refused.json(), { status: 'error', code: 429, error: 'save-bytes-exceeded' })
    t.equal(refused.json().message, `You may save ${limit} bytes a minute; try again in 60 s.`)
    t.equal(refused.headers['retry-after'], '60')
    t.equal((await patch(it, 's0', 'z'.repeat(100))).statusCode, 429)
    t.equal((await restore(it, 's0', 1)).statusCode, 429)
    const load = await it.call({ url: '/api/v1/load/s0', remoteAddress: caller })
    t.equal(load.statusCode, 200, 'loading goes on')
    t.equal(load.json().state.party_name, 'y'.repeat(100), 'nothing was written')
    t.equal((await post(it, 's0', '203.0.113.8')).statusCode, 200, 'another caller has bytes of its own')
    it.clock.now += 60_000
    t.equal((await post(it, 's0')).statusCode, 200)
  },
  { SAVE_BYTES_PER_MINUTE: '2000' },
)

onBoth(
  t,
  'A caller that has begun its sessions of a minute begins no further one, and goes on in those it has',
  async (t, it) => {
    t.equal((await post(it, 'first')).statusCode, 200)
    t.equal((await post(it, 'first', caller, stateOf({ party_name: 'Other' }))).statusCode, 200, 'is no new one')
    t.equal((await post(it, undefined)).statusCode, 200)
    const generate = (session_id?: string) =>
      it.call({
        method: 'POST',
        url: '/api/v1/quests/generate',
        payload: { mission_idea: 'Plant trees', help_mode: 'helpers', session_id },
        remoteAddress: caller,
      })
    t.equal((await generate()).statusCode, 201)
    for (const session of ['other', undefined]) {
      const refused = await post(it, session)
      t.equal(refused.statusCode, 429)
      t.match(refused.json(), { error: 'sessions-exceeded', message: /3 sessions a minute; try again in 60 s/ })
      t.equal(refused.headers['retry-after'], '60')
      t.equal(refused.headers['set-cookie'], undefined)
    }
    t.equal((await generate()).statusCode, 429)
    t.equal((await generate('first')).statusCode, 201)
    t.equal((await post(it, 'first')).statusCode, 200)
    t.equal((await it.call({ url: '/api/v1/load/other', remoteAddress: caller })).statusCode, 404)
    t.equal((await post(it, 'other', '203.0.113.8')).statusCode, 200)
    it.clock.now += 60_000
    t.equal((await post(it, 'third')).statusCode, 200)
  },
  { NEW_SESSIONS_PER_MINUTE: '3' },
)
