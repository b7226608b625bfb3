import { createHmac, generateKeyPairSync, sign as signWithKey } from 'node:crypto'
import { test } from 'tap'
import { accountsOf, bearer, password, signUp } from '../../fixtures/accounts.ts'
import { fleeting, startPostgres } from '../../fixtures/postgres.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { exampleUser, TOKEN_SECRET, tokenOf } from '../../fixtures/users.ts'
import { until } from '../../fixtures/valkey.ts'
import { onBoth, onBothAlone, world } from '../../fixtures/world.ts'

const own = { sub: exampleUser.id, jti: 'a-token-of-this-test' }
const seconds = (iso: string) => Date.parse(iso) / 1_000
const NOW = '2026-11-20T09:30:00.000Z'

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const [head = '', body = '', signature = ''] = tokenOf(own).split('.')
const signed = (header: string, payload: string) =>
  `${header}.${payload}.${createHmac('sha256', TOKEN_SECRET).update(`${header}.${payload}`).digest('base64url')}`

/** The claims of a valid token without some of them. */
function without(...names: string[]) {
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  for (const name of names) delete claims[name]
  return signed(head, part(claims))
}

function signedByRsa() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const header = part({ alg: 'RS256', typ: 'at+jwt' })
  return `${header}.${body}.${signWithKey('sha256', Buffer.from(`${header}.${body}`), privateKey).toString('base64url')}`
}

const forgeries: Record<string, string> = {
  'no signature, alg none': `${part({ alg: 'none', typ: 'at+jwt' })}.${body}.`,
  'alg None in other capitals': `${part({ alg: 'NoNe', typ: 'at+jwt' })}.${body}.${signature}`,
  'the signature left out': `${head}.${body}.`,
  'two parts': `${head}.${body}`,
  'four parts': `${head}.${body}.${signature}.${signature}`,
  'another secret': tokenOf(own, { secret: 'another-secret-of-the-same-length-x' }),
  'an empty secret': tokenOf(own, { secret: '' }),
  'HS384 with the right secret': tokenOf(own, { header: { alg: 'HS384' }, hash: 'sha384' }),
  'HS512 with the right secret': tokenOf(own, { header: { alg: 'HS512' }, hash: 'sha512' }),
  'signed with an RSA key': signedByRsa(),
  'another type, JWT': tokenOf(own, { header: { typ: 'JWT' } }),
  'no type': signed(part({ alg: 'HS256' }), body),
  'another issuer': tokenOf({ ...own, iss: 'lorekeep.test' }),
  'another audience': tokenOf({ ...own, aud: 'another-service' }),
  'no end': without('exp'),
  'no id': without('jti'),
  'no user': without('sub'),
  'no issuer': without('iss'),
  'no audience': without('aud'),
  'no time of issue': without('iat'),
  'no version': without('ver'),
  'ended ten seconds ago': tokenOf({ ...own, exp: seconds(NOW) - 10 }),
  'an end that is no number': tokenOf({ ...own, exp: '4102444800' }),
  'not valid before tomorrow': tokenOf({ ...own, nbf: seconds(NOW) + 86_400 }),
  'an earlier version': tokenOf({ ...own, ver: 0 }),
  'a later version': tokenOf({ ...own, ver: 2 }),
  'a version that is text': tokenOf({ ...own, ver: '1' }),
  'a user who is not there': tokenOf({ ...own, sub: '01900000-0000-7000-8000-00000000ffff' }),
  'a user who is no uuid': tokenOf({ ...own, sub: "' or '1'='1" }),
  'the payload changed': `${head}.${part({ ...JSON.parse(Buffer.from(body, 'base64url').toString()), sub: exampleUser.id.replace('1', '2') })}.${signature}`,
  'a key by its path': tokenOf(own, { header: { kid: '../../../../dev/null' }, secret: '' }),
  'a key of its own in the header': tokenOf(own, { header: { jwk: { kty: 'oct', k: part('x') } }, secret: 'x' }),
  'a key from an address': tokenOf(own, { header: { jku: 'http://127.0.0.1/keys' }, secret: 'x' }),
  'an extension that must be understood': tokenOf(own, { header: { crit: ['b64'], b64: false } }),
  'a signature with a letter more': `${tokenOf(own)}A`,
  'no JSON': signed(part('{'), part('{')),
  'nothing of it': 'x.y.z',
  'the operator’s word': 'operator',
}

test('tokens', async (t) => {
  onBoth(t, 'no forged, expired or otherwise wrong token is accepted, on any route', async (t, { call }) => {
    t.ok(Object.keys(forgeries).length >= 20)
    for (const [why, token] of Object.entries(forgeries)) {
      for (const url of ['/api/v1/auth/me', '/api/v1/quests', '/api/v1/load/x', '/api/v1/maintenance/stats']) {
        const reply = await call({ url, headers: bearer(token) })
        t.strictSame(refusalOf(reply), [401, 'unauthorized'], `${why}: ${url}`)
        t.match(reply.headers['www-authenticate'], /^Bearer /)
      }
    }
    const scheme = await call({ url: '/api/v1/auth/me', headers: { authorization: `Basic ${tokenOf(own)}` } })
    t.equal(scheme.statusCode, 401)
    t.equal((await call({ url: '/api/v1/auth/me', headers: bearer(tokenOf(own)) })).statusCode, 200, 'the true one is')
  })

  onBoth(t, 'a token ends with its time', async (t, world) => {
    const { validate } = accountsOf(world)
    const as = bearer(tokenOf({ ...own, exp: seconds(NOW) + 60 }))
    t.match((await validate(as)).json(), {
      valid: true,
      user_id: exampleUser.id,
      token_id: own.jti,
      expires_at: '2026-11-20T09:31:00.000Z',
    })
    world.clock.now += 59_000
    t.equal((await validate(as)).statusCode, 200)
    world.clock.now += 1_000
    t.equal((await validate(as)).statusCode, 401, 'also when it was seen a moment ago')
  })

  onBoth(t, 'logout ends this token and no other one; everywhere ends all', async (t, world) => {
    const { login, logout, me } = accountsOf(world)
    const { email, as } = await signUp(world)
    const other = bearer((await login({ email, password })).json().token)
    t.equal((await me(as)).statusCode, 200)
    t.equal((await logout(as)).statusCode, 204)
    t.strictSame(refusalOf(await me(as)), [401, 'unauthorized'])
    t.equal((await logout(as)).statusCode, 401)
    t.equal((await me(other)).statusCode, 200)
    const third = bearer((await login({ email, password })).json().token)
    t.equal((await logout(other, { everywhere: true })).statusCode, 204)
    for (const token of [other, third]) t.equal((await me(token)).statusCode, 401)
    t.equal((await me(bearer((await login({ email, password })).json().token))).statusCode, 200)
  })

  onBothAlone(t, 'a logout holds after a restart, and on another instance within a second', async (t, one) => {
    const settings = { DATABASE_URL: one.env.DATABASE_URL as string }
    const other = await world(t, one.engine, settings)
    const { as } = await signUp(one)
    t.equal((await accountsOf(other).me(as)).statusCode, 200)
    t.equal((await accountsOf(one).logout(as)).statusCode, 204)
    t.equal((await accountsOf(one).me(as)).statusCode, 401, 'here at once')
    other.clock.now += 1_000
    t.equal((await accountsOf(other).me(as)).statusCode, 401, 'there a second later')
    const restarted = await world(t, one.engine, settings)
    t.equal((await accountsOf(restarted).me(as)).statusCode, 401)
  })

  onBothAlone(t, 'after a change of the secret the tokens of the one before are still valid', async (t, one) => {
    const { as } = await signUp(one)
    const DATABASE_URL = one.env.DATABASE_URL as string
    const JWT_SECRET = 'the-next-secret-that-signs-tokens-here'
    const rotated = await world(t, one.engine, { DATABASE_URL, JWT_SECRET, JWT_SECRET_PREVIOUS: TOKEN_SECRET })
    t.equal((await accountsOf(rotated).me(as)).statusCode, 200)
    const next = await signUp(rotated)
    t.equal((await accountsOf(one).me(next.as)).statusCode, 401, 'new ones are signed with the new one')
    const later = await world(t, one.engine, { DATABASE_URL, JWT_SECRET })
    t.equal((await accountsOf(later).me(as)).statusCode, 401)
    t.equal((await accountsOf(later).me(next.as)).statusCode, 200)
  })

  onBoth(t, 'what has ended by itself is removed from the list of ended tokens', async (t, world) => {
    const { logout, me } = accountsOf(world)
    const { as } = await signUp(world)
    await logout(as)
    const { sweepSignIns } = await import('../../../src/domains/auth/jobs.ts')
    const sweep = () => sweepSignIns.run(world.deps, {}, { id: '1', number: 1, signal: new AbortController().signal })
    const rows = async () => (await world.deps.db.selectFrom('token_blacklist').selectAll().execute()).length
    await sweep()
    t.equal(await rows(), 1)
    world.clock.now += 86_400_000 + 60_001
    await sweep()
    t.equal(await rows(), 0)
    t.equal((await me(as)).statusCode, 401)
  })
})

test('while the database does not answer, no token is valid for longer than a second', async (t) => {
  const postgres = await startPostgres(fleeting)
  t.teardown(() => postgres.stop())
  const it = await world(t, 'postgres', { DATABASE_URL: postgres.url })
  const { validate } = accountsOf(it)
  const { as } = await signUp(it)
  t.equal((await validate(as)).statusCode, 200)
  await postgres.kill()
  t.equal((await validate(as)).statusCode, 200, 'it was seen a moment ago')
  it.clock.now += 1_000
  const reply = await validate(as)
  t.strictSame(refusalOf(reply), [503, 'database-unavailable'])
  t.ok(reply.headers['retry-after'])
  t.equal(
    (await validate(bearer(forgeries['another secret'] as string))).statusCode,
    401,
    'a forged one needs no database',
  )
  t.equal((await it.call({ url: '/livez', headers: as })).statusCode, 200, 'a probe asks for no token')
  await postgres.start()
  await until(async () => (await validate(as)).statusCode === 200, 'it is valid again')
})
