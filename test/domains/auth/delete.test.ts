import { test } from 'tap'
import type { Tables } from '../../../db/tables.ts'
import { eraseLeftovers } from '../../../src/domains/auth/jobs.ts'
import { allOwned, tablesWithoutOwner } from '../../../src/domains/auth/owned.ts'
import { reserve } from '../../../src/services/ledger/holds.ts'
import { accountsOf, bearer, password } from '../../fixtures/accounts.ts'
import { callsOf } from '../../fixtures/calls.ts'
import { documentOf, operationsOf } from '../../fixtures/contract.ts'
import { insertExampleNumbers } from '../../fixtures/numbers.ts'
import { asOperator, bodyOf, requestOf } from '../../fixtures/requests.ts'
import { refusalOf, savesOf, stateOf } from '../../fixtures/saves.ts'
import { callOf, pictures } from '../../fixtures/spending.ts'
import { until } from '../../fixtures/valkey.ts'
import { onBoth, onBothAlone, type World } from '../../fixtures/world.ts'

const email = 'zanzibarina@lorekeep.test'
const name = 'Zanzibarina'
const phone = '+14155550123'

/** The tables of the service, without those of its libraries. */
async function tablesOf({ deps: { db } }: World) {
  const all = (await db.introspection.getTables()).filter(({ schema }) => schema !== 'pgboss')
  return all
    .map((it) => it.name as keyof Tables)
    .filter((it) => !it.startsWith('kysely_') && String(it) !== 'model_calls')
}

async function rowsOf({ deps: { db } }: World, table: keyof Tables) {
  return JSON.stringify(await db.selectFrom(table).selectAll().execute())
}

const countOf = async (world: World, table: keyof Tables) => JSON.parse(await rowsOf(world, table)).length as number

/** Something was said on it, and it has cost something. */
async function endOneCall(world: World, as: Record<string, string>) {
  const { list, end } = callsOf(world, as)
  const [{ id }] = (await list()).json().items
  world.clock.now += 3_000
  const said = () => world.deps.db.selectFrom('call_turns').select('n').where('call_id', '=', id).execute()
  await until(async () => (await said()).length > 0, 'the persona has greeted')
  world.clock.now += 3_000
  await end(id)
}

/** A user who has one of everything: each example of the contract that makes something, sent by them. */
async function userWithEverything(world: World) {
  const { app, call } = world
  const { register, login, logout, remove } = accountsOf(world)
  const { token, user } = (await register({ email, password, name, phone })).json()
  const as = bearer(token)
  await insertExampleNumbers(world.deps.db, [user.id])
  const operations = operationsOf(documentOf(app)).filter(
    ({ security, tags }) => tags[0] !== 'auth' && security.some((it) => 'user' in it),
  )
  const creators = operations.filter(({ method, path }) => method === 'POST' && !path.includes('{'))
  const puts = operations.filter(({ method }) => method === 'PUT')
  for (const operation of [...creators, ...puts]) {
    const keyed = operation.parameters?.some((it) => it.name === 'Idempotency-Key')
    const header = { ...as, ...(keyed ? { 'idempotency-key': `key of ${operation.operationId}` } : {}) }
    const { statusCode, body } = await call(requestOf(operation, { header }))
    if (statusCode >= 300) throw new Error(`${operation.operationId}: ${body}`)
    if (operation.operationId.startsWith('grant')) throw new Error(String(bodyOf(operation)))
  }
  await endOneCall(world, as)
  const held = {
    credits: 1,
    reference: 'a call',
    expires_at: '2026-11-20T10:00:00.000Z',
    now: '2026-11-20T09:30:00.000Z',
  }
  await reserve(world.deps.db, user.id, held)
  const paid = await world.deps.paidCalls.reserve(callOf(`user:${user.id}`))
  await paid.settle(pictures(1))
  // A history, a token that has ended, and a wrong password.
  const { save } = savesOf(world)
  for (const scene_index of [1, 2]) await save('slot', stateOf({ scene_index, party_name: name }), as)
  await logout(bearer((await login({ email, password })).json().token))
  await remove(as, { password: 'a wrong one' })
  return { as, user }
}

test('deleteMe and exportMe', async (t) => {
  onBoth(t, 'every table is known to hold what users own, or nothing of anybody', async (t, world) => {
    // On Postgres, pg-boss keeps the jobs.
    const inUse = tablesWithoutOwner.filter((table) => table !== 'jobs' || world.engine === 'sqlite')
    const known = [...allOwned.flatMap(({ tables }) => tables), ...inUse]
    t.strictSame(
      known.toSorted(),
      (await tablesOf(world)).toSorted(),
      'name a new table in the owned.ts of its domain, so that it is exported and erased, or in tablesWithoutOwner',
    )
  })

  onBoth(t, 'the account goes with its password alone', async (t, world) => {
    const { register, remove, me, device } = accountsOf(world)
    const as = bearer((await register({ email, password, name })).json().token)
    t.strictSame(refusalOf(await remove({}, { password })), [401, 'unauthorized'])
    t.strictSame(refusalOf(await remove(as)), [400, 'invalid-request', 'body.password'])
    t.strictSame(refusalOf(await remove(as, { password: 'wrong' })), [403, 'password-wrong'])
    t.strictSame(refusalOf(await remove(asOperator, { password })), [403, 'user-required'])
    t.equal((await me(as)).statusCode, 200)
    const guest = (await device({ device_id: 'b3Vyb3Jhbmdlcy1hcmUtbm90LW9ubHktZnJ1aXQ' })).json()
    t.equal((await remove(bearer(guest.token))).statusCode, 204, 'a guest has none')
  })

  onBothAlone(
    t,
    'of a user with one of everything nothing remains, and no one else loses anything',
    async (t, world) => {
      const { me, remove, login, register } = accountsOf(world)
      const owned = allOwned.flatMap(({ tables }) => tables)
      const { as, user } = await userWithEverything(world)
      for (const table of owned) t.ok((await countOf(world, table)) > 0, `${table} has a row of the user`)
      await savesOf(world).save('of a session', stateOf())
      world.clock.now += 60_000

      t.equal((await remove(as, { password })).statusCode, 204)
      const { signal } = new AbortController()
      await eraseLeftovers.run(world.deps, { user_id: user.id }, { id: '1', number: 1, signal })
      t.equal((await me(as)).statusCode, 401)
      t.equal((await login({ email, password })).statusCode, 401)
      for (const table of await tablesOf(world)) {
        // The job that looks once more knows the id.
        const rows = table === 'jobs' ? '' : await rowsOf(world, table)
        for (const trace of [user.id, email, name, phone]) t.notOk(rows.includes(trace), `${table} has no ${trace}`)
      }
      t.equal((await savesOf(world).load('of a session')).statusCode, 200)
      t.equal((await register({ email, password, name })).statusCode, 201, 'the email is free again')
    },
  )

  onBothAlone(t, 'what a request still writes while the user is deleted is erased a little later', async (t, world) => {
    const { register, remove } = accountsOf(world)
    const { token, user } = (await register({ email, password, name })).json()
    const { deps, clock } = world
    await remove(bearer(token), { password })
    const owner = `user:${user.id}` as const
    const now = clock.clock.now().toISOString()
    const row = { id: user.id, owner, session_id: 'late', state: '{}', party_name: null, scene_index: null }
    await deps.db
      .insertInto('parties')
      .values({ ...row, size_bytes: 2, version: 1, versions_kept: 50, created_at: now, updated_at: now })
      .execute()
    await deps.jobs.start()
    clock.now += 6 * 60_000
    for (let at = 0; at < 400 && (await countOf(world, 'parties')) > 0; at++) {
      clock.now += 1_000
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    t.equal(await countOf(world, 'parties'), 0)
  })

  onBoth(t, 'exportMe is for users', async (t, world) => {
    t.strictSame(refusalOf(await accountsOf(world).exported({})), [401, 'unauthorized'])
  })

  onBothAlone(t, 'exportMe has everything, whole, and nothing of anyone else', async (t, world) => {
    const { as, user } = await userWithEverything(world)
    await savesOf(world).save('of a session', stateOf({ party_name: 'someone else' }))
    for (let at = 0; at < 120; at++) await savesOf(world).save(`slot ${at}`, stateOf({ party_name: `👩‍🚀 ${at}` }), as)
    const reply = await accountsOf(world).exported(as)
    t.equal(reply.statusCode, 200)
    const document = reply.json()
    t.strictSame(document.user, (await accountsOf(world).me(as)).json())
    const lists = allOwned.flatMap(({ exports = [] }) => exports.map((it) => it.name))
    t.strictSame(Object.keys(document), ['exported_at', 'user', ...lists])
    for (const list of lists) t.ok(document[list].length > 0, `${list} has something`)
    t.equal(document.saves.filter((it: { session_id: string }) => it.session_id.startsWith('slot ')).length, 120)
    t.equal(document.saves.find((it: { session_id: string }) => it.session_id === 'slot 7').state.party_name, '👩‍🚀 7')
    t.strictSame(
      document.earlier_saves.map((it: { state: { scene_index: number } }) => it.state.scene_index),
      [1],
    )
    t.notMatch(reply.body, /someone else|argon2|token_version/)
    t.ok(user.id)
  })
})
