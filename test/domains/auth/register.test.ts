import { test } from 'tap'
import { accountsOf, bearer, password } from '../../fixtures/accounts.ts'
import { oddTexts } from '../../fixtures/odd-texts.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

const ada = { email: 'Ada@Lorekeep.test', password, name: 'Ada' }

/** What is no email, each for a reason of its own. */
const notEmails = [
  '',
  '?',
  'ada',
  '@lorekeep.test',
  'ada@',
  'ada@localhost',
  'ada@lorekeep..test',
  'a da@lorekeep.test',
  'ada@lore@keep.test',
  '"ada"@lorekeep.test',
  'ada@lorekeep.test\n',
  `${'a'.repeat(250)}@lorekeep.test`,
]

test('register', async (t) => {
  onBoth(t, 'it refuses what is wrong, by its member', async (t, world) => {
    const { register } = accountsOf(world)
    for (const email of notEmails)
      t.strictSame(refusalOf(await register({ ...ada, email })), [400, 'invalid-request', 'body.email'], email)
    const passwords = [
      '',
      'short',
      '1234567',
      'x'.repeat(129),
      'password',
      'PASSWORD1',
      'iloveyou',
      'ada@lorekeep.TEST',
    ]
    for (const it of passwords)
      t.strictSame(refusalOf(await register({ ...ada, password: it })), [400, 'invalid-request', 'body.password'], it)
    for (const name of ['', '   ', 'x'.repeat(101), 7, null])
      t.strictSame(refusalOf(await register({ ...ada, name })), [400, 'invalid-request', 'body.name'])
    for (const phone of ['', '5550100', '+0155501', '+1 415 555 0100', '+1234567890123456'])
      t.strictSame(refusalOf(await register({ ...ada, phone })), [400, 'invalid-request', 'body.phone'])
    t.strictSame((await world.deps.db.selectFrom('users').select('id').execute()).length, 3, 'no user was made')
  })

  onBoth(t, 'what belongs to the service is no member of the body', async (t, world) => {
    const { register } = accountsOf(world)
    const owned = ['id', 'user_id', 'role', 'is_admin', 'credits', 'email_verified', 'phone_verified', 'password_hash']
    for (const member of [...owned, 'token_version', 'created_at', 'device_hash', 'adminBypass'])
      t.strictSame(refusalOf(await register({ ...ada, [member]: true })), [400, 'invalid-request', `body.${member}`])
  })

  onBoth(t, 'an email is taken in whatever capitals, also when fifty take it at once', async (t, world) => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        accountsOf(world, `203.0.113.${at}`).register({ ...ada, email: at % 2 ? 'ADA@LOREKEEP.TEST' : ada.email }),
      ),
    )
    const codes = replies.map(({ statusCode }) => statusCode).sort()
    t.strictSame(codes, [201, ...Array<number>(49).fill(409)])
    t.match(replies.find(({ statusCode }) => statusCode === 409)?.json(), { error: 'email-taken' })
  })

  onBoth(t, 'names are kept as they are, whatever they look like', async (t, world) => {
    for (const [at, name] of oddTexts.entries()) {
      const reply = await accountsOf(world, `203.0.113.${at}`).register({ ...ada, email: `n${at}@lorekeep.test`, name })
      t.equal(reply.json().user?.name, name)
      t.equal((await accountsOf(world).me(bearer(reply.json().token))).json().name, name)
    }
  })

  onBoth(t, 'a user is made, signed in, and shown without anything secret', async (t, world) => {
    const { register, me } = accountsOf(world)
    const reply = await register({ ...ada, phone: '+14155550100' })
    t.equal(reply.statusCode, 201)
    t.equal(reply.headers.location, '/api/v1/auth/me')
    const { token, user } = reply.json()
    const now = '2026-11-20T09:30:00.000Z'
    const { id, ...rest } = user
    t.strictSame(rest, {
      email: 'Ada@Lorekeep.test',
      name: 'Ada',
      phone: '+14155550100',
      email_verified: false,
      phone_verified: false,
      created_at: now,
      updated_at: now,
    })
    t.match(id, /^[0-9a-f-]{36}$/)
    t.strictSame((await me(bearer(token))).json(), user)
    const row = await world.deps.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    t.match(row.password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    t.notMatch(world.logged.join(), /otters|Lorekeep\.test|5550100|eyJ/, 'none of it is logged')
  })
})
