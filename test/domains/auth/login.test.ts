import { createHash } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { test } from 'tap'
import { accountsOf, bearer, password, signUp } from '../../fixtures/accounts.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { world as newWorld, onBoth, onBothAlone, type World } from '../../fixtures/world.ts'

const SECOND_MS = 1_000
const DAY_MS = 86_400_000

const wrong = (email: string) => ({ email, password: 'not the password' })

/** Logs in from an address for each, so that only the account's own count matters. */
const guess = (world: World, email: string, at: number) =>
  accountsOf(world, `203.0.113.${at % 250}`).login(wrong(email))

const codesOf = (replies: { statusCode: number }[]) => replies.map(({ statusCode }) => statusCode)

test('login', async (t) => {
  onBoth(t, 'an unknown email and a wrong password get the same answer', async (t, world) => {
    const { email } = await signUp(world)
    const { login } = accountsOf(world)
    const known = await login(wrong(email))
    const unknown = await login(wrong('nobody@lorekeep.test'))
    t.equal(known.statusCode, 401)
    const told = ({ headers, body }: typeof known) => {
      const { 'x-request-id': _id, 'ratelimit-remaining': _left, date: _date, ...rest } = headers
      return [rest, body.replace(/"request_id":"[^"]*"/, '')]
    }
    t.strictSame(told(known), told(unknown))
    t.match(known.headers['www-authenticate'], /^Bearer /)
  })

  onBoth(t, 'a guest has no password, and no password fits', async (t, world) => {
    const { device, login } = accountsOf(world)
    await device({ device_id: 'b3Vyb3Jhbmdlcy1hcmUtbm90LW9ubHktZnJ1aXQ' })
    for (const email of ['', 'null', '?'])
      t.ok([400, 401].includes((await login({ email, password: '' })).statusCode), 'nothing is let in')
    t.strictSame(refusalOf(await login({ email: 'null@lorekeep.test', password: 'null' }))[0], 401)
  })

  onBoth(t, 'the right password signs in, in whatever capitals the email is written', async (t, world) => {
    const { email, user } = await signUp(world)
    const reply = await accountsOf(world).login({ email: email.toUpperCase(), password })
    t.equal(reply.statusCode, 200)
    t.strictSame(reply.json().user, user)
    t.equal(reply.json().expires_at, '2026-11-21T09:30:00.000Z')
    t.equal((await accountsOf(world).me(bearer(reply.json().token))).statusCode, 200)
  })

  onBoth(t, 'a hash of another system is verified, and replaced by one of now', async (t, world) => {
    const { email, user } = await signUp(world)
    const { db } = world.deps
    const imported = await bcrypt.hash(password, 4)
    await db.updateTable('users').set({ password_hash: imported }).where('id', '=', user.id).execute()
    const { login } = accountsOf(world)
    t.equal((await login(wrong(email))).statusCode, 401)
    t.equal((await login({ email, password })).statusCode, 200)
    const { password_hash } = await db
      .selectFrom('users')
      .select('password_hash')
      .where('id', '=', user.id)
      .executeTakeFirstOrThrow()
    t.match(password_hash, /^\$argon2id\$/)
    t.equal((await login({ email, password })).statusCode, 200)
    for (const broken of ['$2b$10$short', '$argon2id$v=19$m=19456,t=2,p=1$', 'plain', '']) {
      await db.updateTable('users').set({ password_hash: broken }).where('id', '=', user.id).execute()
      t.equal((await accountsOf(world, '192.0.2.99').login({ email, password })).statusCode, 401, broken)
    }
  })
})

test('attempts to sign in', async (t) => {
  onBoth(t, 'after five wrong ones an account waits 1, 2, 4 … 300 s, whether it exists or not', async (t, world) => {
    const { email } = await signUp(world)
    const accounts = [email, 'nobody@lorekeep.test']
    for (const account of accounts) {
      for (let at = 0; at < 5; at++) t.equal((await guess(world, account, at)).statusCode, 401)
      for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
        const refused = await guess(world, account, seconds)
        t.strictSame([...refusalOf(refused), refused.headers['retry-after']], [429, 'attempts-exceeded', `${seconds}`])
        world.clock.now += (seconds - 1) * SECOND_MS
        t.equal((await guess(world, account, seconds + 1)).statusCode, 429, `not before ${seconds} s`)
        world.clock.now += SECOND_MS
        t.equal((await guess(world, account, seconds + 2)).statusCode, 401, `after ${seconds} s`)
      }
    }
  })

  onBoth(t, 'a hundred at once are no more than the first few', async (t, world) => {
    const { email } = await signUp(world)
    const replies = await Promise.all(Array.from({ length: 100 }, (_, at) => guess(world, email, at)))
    t.strictSame(codesOf(replies).filter((code) => code === 401).length, 5)
  })

  onBoth(t, 'from where the owner has signed in before, the guesses of others make no difference', async (t, world) => {
    const { email } = await signUp(world)
    const home = accountsOf(world, '192.0.2.77')
    t.equal((await home.login({ email, password })).statusCode, 200)
    for (let at = 0; at < 8; at++) await guess(world, email, at)
    t.equal((await guess(world, email, 9)).statusCode, 429)
    t.equal((await home.login({ email, password })).statusCode, 200)
    t.equal((await accountsOf(world, '192.0.2.78').login({ email, password })).statusCode, 429, 'elsewhere it waits')
    for (let at = 0; at < 5; at++) t.equal((await home.login(wrong(email))).statusCode, 401)
    t.equal((await home.login({ email, password })).statusCode, 429, 'guesses from there count as well')
    world.clock.now += 91 * DAY_MS
    for (let at = 0; at < 8; at++) await guess(world, email, at)
    t.equal((await home.login({ email, password })).statusCode, 429, 'an address is forgotten after a while')
  })

  onBoth(t, 'a success, or a day, makes the account begin anew', async (t, world) => {
    const { email } = await signUp(world)
    for (let at = 0; at < 4; at++) await guess(world, email, at)
    t.equal((await accountsOf(world).login({ email, password })).statusCode, 200)
    for (let at = 0; at < 5; at++) t.equal((await guess(world, email, at)).statusCode, 401)
    t.equal((await guess(world, email, 6)).statusCode, 429)
    world.clock.now += DAY_MS + SECOND_MS
    for (let at = 0; at < 5; at++) t.equal((await guess(world, email, at)).statusCode, 401)
  })

  onBoth(t, 'a clock that is set back locks nobody out', async (t, world) => {
    const { email } = await signUp(world)
    for (let at = 0; at < 5; at++) await guess(world, email, at)
    world.clock.now -= 7_200 * SECOND_MS
    t.equal((await guess(world, email, 6)).statusCode, 401)
  })

  onBoth(t, 'an address makes twenty a minute, over all accounts', async (t, world) => {
    const { login, register } = accountsOf(world, '192.0.2.50')
    for (let at = 0; at < 20; at++) t.equal((await login(wrong(`a${at}@lorekeep.test`))).statusCode, 401)
    const refused = await login(wrong('b@lorekeep.test'))
    t.strictSame([...refusalOf(refused), refused.headers['retry-after']], [429, 'attempts-exceeded', '60'])
    t.equal((await register({ email: 'c@lorekeep.test', password, name: 'C' })).statusCode, 429)
    t.equal((await accountsOf(world, '192.0.2.51').login(wrong('b@lorekeep.test'))).statusCode, 401)
    const spoofed = await login(wrong('b@lorekeep.test'), { 'x-forwarded-for': '192.0.2.52' })
    t.equal(spoofed.statusCode, 429, 'a header names no other address')
    world.clock.now += 60 * SECOND_MS
    t.equal((await login(wrong('b@lorekeep.test'))).statusCode, 401)
  })

  onBothAlone(t, 'the counts are those of all instances on one database', async (t, one) => {
    const other = await newWorld(t, one.engine, { DATABASE_URL: one.env.DATABASE_URL as string })
    const { email } = await signUp(one)
    for (let at = 0; at < 5; at++) t.equal((await guess(at % 2 ? one : other, email, at)).statusCode, 401)
    for (const it of [one, other]) t.equal((await guess(it, email, 6)).statusCode, 429)
    for (let at = 0; at < 20; at++) {
      const { login } = accountsOf(at % 2 ? one : other, '192.0.2.60')
      t.equal((await login(wrong(`a${at}@lorekeep.test`))).statusCode, 401)
    }
    for (const it of [one, other])
      t.equal((await accountsOf(it, '192.0.2.60').login(wrong('b@lorekeep.test'))).statusCode, 429)
  })

  onBoth(t, 'an owner of many IPv6 addresses is one caller by the /64, and bounded by the /48', async (t, world) => {
    const from = (network: string, host: number) => accountsOf(world, `2001:db8:${network}::${host.toString(16)}`)
    for (let at = 0; at < 20; at++) t.equal((await from('1:1', at).login(wrong(`a${at}@x.test`))).statusCode, 401)
    t.equal((await from('1:1', 99).login(wrong('b@x.test'))).statusCode, 429)
    // A few addresses of the /48 have used up what all of them have together.
    const { db } = world.deps
    const key = `address:${createHash('sha256').update('2001:db8:1').digest('base64url')}`
    const { failures } = await db
      .selectFrom('login_attempts')
      .select('failures')
      .where('key', '=', key)
      .executeTakeFirstOrThrow()
    t.equal(failures, 20)
    await db.updateTable('login_attempts').set({ failures: 319 }).where('key', '=', key).execute()
    t.equal((await from('1:2', 1).login(wrong('c@x.test'))).statusCode, 401)
    t.equal((await from('1:3', 1).login(wrong('d@x.test'))).statusCode, 429)
    t.equal((await from('2:1', 1).login(wrong('e@x.test'))).statusCode, 401, 'the next /48')
  })

  onBothAlone(t, 'what nothing depends on any more is removed', async (t, world) => {
    const { email } = await signUp(world)
    await accountsOf(world).login({ email, password })
    await guess(world, 'nobody@lorekeep.test', 1)
    const { db, jobs } = world.deps
    const count = async () => (await db.selectFrom('login_attempts').select('key').execute()).length
    const before = await count()
    world.clock.now += 2 * DAY_MS
    const { sweepSignIns } = await import('../../../src/domains/auth/jobs.ts')
    await sweepSignIns.run(world.deps, {}, { id: '1', number: 1, signal: new AbortController().signal })
    t.ok(before > 1)
    t.equal(await count(), 1, 'where the owner comes from is kept')
    t.ok(jobs)
  })
})
