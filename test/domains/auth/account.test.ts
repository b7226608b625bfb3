import { test } from 'tap'
import { accountsOf, bearer, password, signUp } from '../../fixtures/accounts.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { world as newWorld, onBoth, onBothAlone, type World } from '../../fixtures/world.ts'

const device_id = 'b3Vyb3Jhbmdlcy1hcmUtbm90LW9ubHktZnJ1aXQ'

async function guestOf(world: World) {
  const { token, user } = (await accountsOf(world).device({ device_id, name: 'Kim' })).json()
  return { as: bearer(token), user }
}

test('a device', async (t) => {
  onBoth(t, 'its id has to be random, and at least 32 characters', async (t, world) => {
    const { device } = accountsOf(world)
    for (const id of ['', 'short', 'x'.repeat(31), 'x'.repeat(64), 'ab'.repeat(40), `${device_id.repeat(6)}`, 7, null])
      t.strictSame(refusalOf(await device({ device_id: id })), [400, 'invalid-request', 'body.device_id'], String(id))
    t.strictSame(refusalOf(await device({ device_id, user_id: 'x' })), [400, 'invalid-request', 'body.user_id'])
  })

  onBoth(t, 'it is one guest, also when it signs in twenty times at once', async (t, world) => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, at) => accountsOf(world, `203.0.113.${at}`).device({ device_id })),
    )
    t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [...Array<number>(19).fill(200), 201])
    t.equal(new Set(replies.map((reply) => reply.json().user.id)).size, 1)
    t.match(replies[0]?.json().user, { email: null, name: 'Guest', phone: null })
    const others = await accountsOf(world).device({ device_id: `${device_id}2` })
    t.not(others.json().user.id, replies[0]?.json().user.id)
  })

  onBoth(t, 'an address makes twenty guests a minute, and signs in known ones without a limit', async (t, world) => {
    const { device } = accountsOf(world)
    for (let at = 0; at < 20; at++) t.equal((await device({ device_id: `${device_id}${at}` })).statusCode, 201)
    t.strictSame(refusalOf(await device({ device_id: `${device_id}x` })), [429, 'attempts-exceeded'])
    for (let at = 0; at < 20; at++) t.equal((await device({ device_id: `${device_id}${at}` })).statusCode, 200)
  })

  onBoth(
    t,
    'an address makes so many accounts a day as NEW_ACCOUNTS_PER_DAY says',
    async (t, world) => {
      const { device, register } = accountsOf(world)
      for (let at = 0; at < 3; at++) t.equal((await device({ device_id: `${device_id}${at}` })).statusCode, 201)
      const refused = await register({ email: 'a@lorekeep.test', password, name: 'A' })
      t.strictSame([...refusalOf(refused), refused.headers['retry-after']], [429, 'attempts-exceeded', '86400'])
      t.equal((await accountsOf(world, '192.0.2.2').device({ device_id })).statusCode, 201)
    },
    { NEW_ACCOUNTS_PER_DAY: '3' },
  )

  onBoth(t, 'its id is stored as a hash alone', async (t, world) => {
    await guestOf(world)
    const rows = await world.deps.db.selectFrom('users').selectAll().execute()
    t.notMatch(JSON.stringify(rows), device_id)
    t.notMatch(world.logged.join(), device_id)
  })
})

test('linkEmail', async (t) => {
  onBoth(t, 'it refuses what is wrong, what is taken, and a second time', async (t, world) => {
    const { link } = accountsOf(world)
    const { as } = await guestOf(world)
    const other = await signUp(world)
    t.strictSame(refusalOf(await link({}, { email: 'kim@lorekeep.test', password })), [401, 'unauthorized'])
    t.strictSame(refusalOf(await link(as, { email: 'kim', password })), [400, 'invalid-request', 'body.email'])
    const weak = await link(as, { email: 'kim@lorekeep.test', password: 'password1' })
    t.strictSame(refusalOf(weak), [400, 'invalid-request', 'body.password'])
    t.strictSame(refusalOf(await link(as, { email: other.email.toUpperCase(), password })), [409, 'email-taken'])
    const own = await link(other.as, { email: 'next@lorekeep.test', password })
    t.strictSame(refusalOf(own), [409, 'email-already-set'])
  })

  onBoth(t, 'the guest stays the same user with everything, by the device and by the email', async (t, world) => {
    const { link, login, device } = accountsOf(world)
    const { as, user } = await guestOf(world)
    const state = { scene_index: 1, party_name: 'Kim', heroes: [], symbol_choice: null, choices: {} }
    await world.call({ method: 'POST', url: '/api/v1/save', headers: as, payload: { session_id: 'slot', state } })
    const linked = await link(as, { email: 'Kim@lorekeep.test', password })
    t.match(linked.json(), { id: user.id, email: 'Kim@lorekeep.test', name: 'Kim' })
    for (const reply of [await device({ device_id }), await login({ email: 'kim@lorekeep.test', password })]) {
      t.strictSame([reply.statusCode, reply.json().user.id], [200, user.id])
      const loaded = await world.call({ url: '/api/v1/load/slot', headers: bearer(reply.json().token) })
      t.strictSame(loaded.json().state, state)
    }
  })

  onBoth(t, 'of twenty guests that want one email at once, one gets it', async (t, world) => {
    const guests = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const from = accountsOf(world, `203.0.113.${at}`)
        return { from, as: bearer((await from.device({ device_id: `${device_id}${at}` })).json().token) }
      }),
    )
    const email = 'one@lorekeep.test'
    const replies = await Promise.all(guests.map(({ from, as }) => from.link(as, { email, password })))
    t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [200, ...Array<number>(19).fill(409)])
  })
})

test('the account', async (t) => {
  onBoth(t, 'updateMe changes name and phone, and nothing else', async (t, world) => {
    const { update, me } = accountsOf(world)
    const { as, user } = await signUp(world)
    const owned = ['id', 'email', 'email_verified', 'phone_verified', 'token_version', 'created_at', 'credits', 'role']
    for (const member of [...owned, 'password', 'password_hash'])
      t.strictSame(refusalOf(await update(as, { [member]: 'x' })), [400, 'invalid-request', `body.${member}`])
    t.strictSame(refusalOf(await update(as, { name: ' ' })), [400, 'invalid-request', 'body.name'])
    t.strictSame(refusalOf(await update(as, { phone: '0123' })), [400, 'invalid-request', 'body.phone'])
    await world.deps.db.updateTable('users').set({ phone: '+14155550100', phone_verified: 1 }).execute()
    world.clock.now += 1_000
    t.match((await update(as, { name: 'Ada L.', phone: '+14155550100' })).json(), {
      name: 'Ada L.',
      phone_verified: true,
    })
    t.match((await update(as, { phone: '+14155550199' })).json(), { phone: '+14155550199', phone_verified: false })
    const last = await update(as, { phone: null })
    t.strictSame(last.json(), { ...user, name: 'Ada L.', updated_at: '2026-11-20T09:30:01.000Z' })
    t.strictSame((await me(as)).json(), last.json())
    t.equal((await update(as, {})).statusCode, 200)
  })

  onBoth(t, 'changePassword needs the current one, and ends all other tokens', async (t, world) => {
    const { change, login, me, update } = accountsOf(world)
    const { as, email } = await signUp(world)
    const other = bearer((await login({ email, password })).json().token)
    const next = 'eight otters sing'
    t.strictSame(refusalOf(await change({}, { current: password, next })), [401, 'unauthorized'])
    t.strictSame(refusalOf(await change(as, { current: 'wrong', next })), [403, 'password-wrong'])
    t.strictSame(refusalOf(await change(as, { current: password, next: 'short' })), [
      400,
      'invalid-request',
      'body.next',
    ])
    t.strictSame(refusalOf(await change(as, { current: password, next: email })), [400, 'invalid-request', 'body.next'])
    t.strictSame(refusalOf(await change(as, { next })), [400, 'invalid-request', 'body.current'])
    t.equal((await me(other)).statusCode, 200)
    t.equal((await change(as, { current: password, next })).statusCode, 204)
    t.equal((await me(as)).statusCode, 200, 'the token that was sent stays')
    t.equal((await me(other)).statusCode, 401)
    t.equal((await login({ email, password })).statusCode, 401)
    const again = bearer((await login({ email, password: next })).json().token)
    t.equal((await update(again, { name: 'Still here' })).statusCode, 200)
    const guest = await guestOf(world)
    t.strictSame(refusalOf(await change(guest.as, { current: password, next })), [403, 'password-wrong'])
  })

  onBothAlone(t, 'a token that was ended on another instance does not change the password', async (t, one) => {
    const other = await newWorld(t, one.engine, { DATABASE_URL: one.env.DATABASE_URL as string })
    const { as, email } = await signUp(one)
    const there = accountsOf(other)
    t.equal((await there.me(as)).statusCode, 200)
    t.equal((await accountsOf(one).logout(as, { everywhere: true })).statusCode, 204)
    const late = await there.change(as, { current: password, next: 'eight otters sing' })
    t.strictSame(refusalOf(late), [401, 'unauthorized'], 'that instance does not know it yet, and the database does')
    other.clock.now += 1_000
    t.equal((await there.me(as)).statusCode, 401)
    t.equal((await there.login({ email, password })).statusCode, 200, 'the password is the one before')
  })

  onBoth(t, 'a device signs in no more once the password is changed, or all tokens are ended', async (t, world) => {
    const { change, link, device, logout } = accountsOf(world)
    const { as, user } = await guestOf(world)
    t.equal((await logout(as, { everywhere: true })).statusCode, 204)
    const again = await device({ device_id })
    t.strictSame([again.statusCode, again.json().user.id], [200, user.id], 'a guest has no other way in')
    const signedIn = bearer(again.json().token)
    await link(signedIn, { email: 'kim@lorekeep.test', password })
    t.equal((await change(signedIn, { current: password, next: 'eight otters sing' })).statusCode, 204)
    t.equal((await device({ device_id })).statusCode, 201, 'it is another user now')
  })

  onBoth(t, 'a stolen token does not guess the password: the attempts are those of the account', async (t, world) => {
    const { change, login, remove } = accountsOf(world)
    const { as, email } = await signUp(world)
    for (let at = 0; at < 5; at++) await change(as, { current: `guess ${at}`, next: 'eight otters sing' })
    t.strictSame(refusalOf(await remove(as, { password })), [429, 'attempts-exceeded'])
    t.strictSame(refusalOf(await login({ email, password })), [429, 'attempts-exceeded'])
  })

  onBoth(t, 'of two changes of a password at once, one holds', async (t, world) => {
    const { as, email } = await signUp(world)
    const changes = ['first new password', 'second new password']
    const replies = await Promise.all(
      changes.map((next, at) => accountsOf(world, `192.0.2.${at}`).change(as, { current: password, next })),
    )
    t.strictSame(replies.map(({ statusCode }) => statusCode).sort(), [204, 403])
    const held = changes[replies.findIndex(({ statusCode }) => statusCode === 204)] as string
    t.equal((await accountsOf(world, '192.0.2.9').login({ email, password: held })).statusCode, 200)
  })

  onBoth(t, 'the operator has no account of their own', async (t, { call }) => {
    const { asOperator } = await import('../../fixtures/requests.ts')
    t.strictSame(refusalOf(await call({ url: '/api/v1/auth/me', headers: asOperator })), [403, 'user-required'])
  })
})
