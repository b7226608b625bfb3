import { resolve } from 'node:path'
import t, { type Test } from 'tap'
import { sqlitePath } from '../db/connect.ts'
import { BadConfiguration, readEnv } from '../src/config.ts'
import { portProblems } from '../src/deps.ts'

const production = {
  APP_ENV: 'production',
  DATABASE_URL: 'postgres://lorekeep:s3cret@db.internal:5432/lorekeep',
  ALLOWED_ORIGINS: 'https://game.lorekeep.test',
  ADMIN_TOKEN: 'Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3QgYSByZWFsIG9uZQ',
  JWT_SECRET: 'c2lnbnMgdGhlIHRva2VucyBvZiB0aGVzZSB0ZXN0cyBvbmx5',
  RAINDROP_API_URL: 'https://inference.lorekeep.test/v1',
  RAINDROP_API_KEY: 'lm_apikey_of_these_tests',
  S3_ENDPOINT: 'https://storage.lorekeep.test',
  S3_BUCKET: 'pictures',
  S3_ACCESS_KEY_ID: 'id_of_these_tests',
  S3_SECRET_ACCESS_KEY: 'secret_of_these_tests',
}

/** How a binding arrives that the platform could not resolve. */
const unfilled = (name: string) => `$\{${name}}`

/** The variables that were refused. Fails the test when a value shows. */
function refused(t: Test, source: Record<string, string | undefined>): Record<string, string> {
  try {
    readEnv(source, portProblems)
  } catch (error) {
    t.ok(error instanceof BadConfiguration, 'it is the configuration that is refused')
    const { problems, message } = error as BadConfiguration
    for (const { variable } of problems) t.match(message, `${variable}: `)
    for (const [name, value = ''] of Object.entries(source)) {
      if (value.length > 8 && !(value in { production: 1 })) t.notMatch(message, value, `${name}'s value is not told`)
    }
    return Object.fromEntries(problems.map((it) => [it.variable, it.message]))
  }
  return {}
}

t.test('Every problem is told at once, by the name of its variable and never by its value', (t) => {
  const problems = refused(t, {
    NODE_ENV: 'production',
    PORT: 'eighty-thousand',
    LOG_LEVEL: 'chatty-canary',
    ADMIN_TOKEN: 'too-short-canary',
    REDIS_URL: 'http://canary-cache',
    DATABASE_URL: 'sqlite:./canary.db',
    WEB_CONCURRENCY: '1000000',
    TRUST_PROXY: 'true-canary',
    SAVES_REQUIRE_IF_MATCH: 'perhaps-canary',
  })
  t.strictSame(Object.keys(problems).sort(), [
    'ADMIN_TOKEN',
    'ALLOWED_ORIGINS',
    'DATABASE_URL',
    'JWT_SECRET',
    'LOG_LEVEL',
    'PORT',
    'RAINDROP_API_KEY',
    'RAINDROP_API_URL',
    'REDIS_URL',
    'S3_ACCESS_KEY_ID',
    'S3_BUCKET',
    'S3_ENDPOINT',
    'S3_SECRET_ACCESS_KEY',
    'SAVES_REQUIRE_IF_MATCH',
    'TRUST_PROXY',
    'WEB_CONCURRENCY',
  ])
  t.end()
})

t.test('Production requires what it cannot do without', (t) => {
  const ofStorage = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
  const ofModel = ['RAINDROP_API_URL', 'RAINDROP_API_KEY']
  const needed = ['DATABASE_URL', 'ALLOWED_ORIGINS', 'ADMIN_TOKEN', ...ofModel, ...ofStorage]
  for (const missing of needed) {
    for (const value of [undefined, '', '  ']) {
      t.match(refused(t, { ...production, [missing]: value })[missing], 'required in production')
    }
  }
  t.match(refused(t, { ...production, DATABASE_URL: 'sqlite:./data/x.db' }).DATABASE_URL, 'Postgres')
  t.match(refused(t, { ...production, DATABASE_URL: 'file:///data/x.db' }).DATABASE_URL, 'Postgres')
  t.strictSame(refused(t, production), {})
  t.end()
})

t.test('Production needs SmartInference, or Gemini in its place, and takes no half of either', (t) => {
  const { RAINDROP_API_URL, RAINDROP_API_KEY, ...neither } = production
  const without = refused(t, neither)
  for (const name of ['RAINDROP_API_URL', 'RAINDROP_API_KEY']) t.match(without[name], 'or GEMINI_API_KEY instead')
  const GEMINI_API_KEY = 'k-of-gemini-in-these-tests'
  t.strictSame(refused(t, { ...neither, GEMINI_API_KEY }), {})
  t.strictSame(Object.keys(refused(t, { ...neither, GEMINI_API_KEY, RAINDROP_API_URL })), ['RAINDROP_API_KEY'])
  t.strictSame(Object.keys(refused(t, { ...neither, RAINDROP_API_KEY })), ['RAINDROP_API_URL'])
  for (const value of ['lm_api…key', 'two words', 'sk\u00e4'])
    t.ok(refused(t, { ...production, RAINDROP_API_KEY: value }).RAINDROP_API_KEY, 'no header can carry it')
  t.ok(refused(t, { ...production, RAINDROP_API_KEY: 'your-api-key' }).RAINDROP_API_KEY, 'an example is no key')
  for (const value of [
    'inference.test',
    'ftp://inference.test',
    'http://',
    'https://u:p@inference.test',
    unfilled('raindrop.URL'),
  ])
    t.ok(refused(t, { ...production, RAINDROP_API_URL: value }).RAINDROP_API_URL, value)
  t.match(refused(t, { ...production, RAINDROP_API_URL: 'http://inference.test/v1' }).RAINDROP_API_URL, 'https')
  for (const host of ['[2001:db8::1]', '172.32.0.1', '1.10.0.0.7.sslip.io', 'localhost.inference.test']) {
    const address = `http://${host}/v1`
    t.match(refused(t, { ...production, RAINDROP_API_URL: address }).RAINDROP_API_URL, 'https', host)
    t.match(refused(t, { ...production, GEMINI_BASE_URL: address }).GEMINI_BASE_URL, 'https', host)
    t.strictSame(refused(t, { GEMINI_BASE_URL: address }), {}, 'in local mode it may be any')
  }
  for (const value of [
    'http://inference:8080/v1',
    'http://10.0.0.7/v1',
    'http://127.0.0.1:1/v1',
    'http://[fd00::7]/v1',
  ])
    t.strictSame(refused(t, { ...production, RAINDROP_API_URL: value }), {}, 'on a network of our own')
  t.ok(refused(t, { ...production, RAINDROP_PROTOCOL: 'soap' }).RAINDROP_PROTOCOL)
  t.end()
})

t.test('EMBEDDED_OK names what production may serve from this machine, and nothing else', (t) => {
  const { DATABASE_URL, RAINDROP_API_URL, RAINDROP_API_KEY, ...bare } = production
  const ofModel = ['RAINDROP_API_KEY', 'RAINDROP_API_URL']
  t.strictSame(Object.keys(refused(t, bare)).sort(), ['DATABASE_URL', ...ofModel])
  t.match(refused(t, bare).DATABASE_URL, 'EMBEDDED_OK=database')
  t.match(refused(t, bare).RAINDROP_API_URL, 'EMBEDDED_OK=inference')
  t.strictSame(Object.keys(refused(t, { ...bare, EMBEDDED_OK: 'database' })).sort(), ofModel)
  t.strictSame(Object.keys(refused(t, { ...bare, EMBEDDED_OK: 'inference' })), ['DATABASE_URL'])
  t.strictSame(refused(t, { ...bare, EMBEDDED_OK: ' database , inference' }), {})
  t.strictSame(refused(t, { ...bare, EMBEDDED_OK: 'database,inference', DATABASE_URL: 'sqlite:./a.db' }), {})
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, ...withoutStorage } = production
  t.match(refused(t, withoutStorage).S3_BUCKET, 'EMBEDDED_OK=blobs')
  t.strictSame(refused(t, { ...withoutStorage, EMBEDDED_OK: 'blobs' }), {})
  t.strictSame(refused(t, { ...bare, EMBEDDED_OK: 'database,inference', ALLOWED_ORIGINS: 'none' }), {})
  for (const value of ['everything', 'database,disk', 'true', 'database inference', 'DATABASE'])
    t.ok(refused(t, { ...production, EMBEDDED_OK: value }).EMBEDDED_OK, value)
  t.end()
})

t.test('A value of the wrong kind is told what is right, and production what made it production', (t) => {
  t.strictSame(refused(t, { PORT: 'x', LOG_LEVEL: 'loud', SAVES_REQUIRE_IF_MATCH: '?', APP_ENV: 'x' }), {
    APP_ENV: 'must be local or production',
    PORT: 'must be a whole number from 0 to 65535',
    LOG_LEVEL: 'must be fatal, error, warn, info, debug, trace or silent',
    SAVES_REQUIRE_IF_MATCH: 'must be true or false',
  })
  t.strictSame(refused(t, { ADMIN_TOKEN: 'short', DATABASE_SSL: 'off', REDIS_URL: 'cache:6379' }), {
    ADMIN_TOKEN: 'must be at least 32 characters long',
    DATABASE_SSL: 'must be no-verify',
    REDIS_URL: 'must begin with redis:// or rediss://',
  })
  const because = (source: Record<string, string>) => {
    try {
      readEnv({ PORT: 'x', ...source })
      return undefined
    } catch (error) {
      return (error as Error).message.split('\n')[0]
    }
  }
  const inProduction = 'The configuration is not usable in production mode, set by'
  t.equal(because({}), 'The configuration is not usable:')
  t.equal(because({ NODE_ENV: 'production' }), `${inProduction} NODE_ENV:`)
  t.equal(because({ NODE_ENV: ' ', ENVIRONMENT: 'staging' }), `${inProduction} ENVIRONMENT:`)
  t.equal(because({ ENV: 'prod' }), `${inProduction} ENV:`)
  t.equal(because({ APP_ENV: 'production', ENV: 'prod' }), `${inProduction} APP_ENV:`)
  t.end()
})

t.test('An example is no secret, and neither is a short or a repeated one', (t) => {
  const bad = [
    'change-me-change-me-change-me-change-me',
    'CHANGEME-0123456789-0123456789-0123456789',
    'your-secret-token-goes-here-0123456789',
    'this-is-an-example-token-of-40-characters',
    'a'.repeat(40),
    'abcd'.repeat(10),
    'x'.repeat(31),
  ]
  for (const value of bad) t.ok(refused(t, { ...production, ADMIN_TOKEN: value }).ADMIN_TOKEN, value)
  t.ok(refused(t, { ADMIN_TOKEN: 'x'.repeat(31) }).ADMIN_TOKEN, 'a short one in local mode too')
  t.end()
})

t.test('A placeholder that the platform did not fill in is named as what it is', (t) => {
  const placeholders = {
    DATABASE_URL: unfilled('db.DATABASE_URL'),
    DATABASE_CA_CERT: unfilled('db.CA_CERT'),
    REDIS_URL: unfilled('cache.DATABASE_URL'),
    ADMIN_TOKEN: unfilled('secrets.ADMIN_TOKEN_OF_THE_WHOLE_PLATFORM'),
    ALLOWED_ORIGINS: `https://${unfilled('APP_DOMAIN')}`,
  }
  for (const [name, value] of Object.entries(placeholders)) {
    t.match(refused(t, { ...production, [name]: value })[name], 'still a placeholder', name)
    t.match(refused(t, { [name]: value })[name], 'still a placeholder', `${name} in local mode`)
  }
  t.match(
    refused(t, { DATABASE_URL: `postgres://u:${unfilled('db.PASSWORD')}@db/x` }).DATABASE_URL,
    'still a placeholder',
  )
  t.end()
})

t.test('Addresses are looked at before they are used', (t) => {
  const bad: Record<string, string[]> = {
    DATABASE_URL: ['mysql://db/x', 'postgres://u:p#ss word@host:port/x', 'lorekeep.db', 'sqlite:'],
    REDIS_URL: ['localhost:6379', 'http://cache', 'redis://cache:99999999', 'redis://'],
    ALLOWED_ORIGINS: [
      '*',
      'null',
      'none,https://a.test',
      'file://',
      'capacitor://localhost/',
      'ionic://',
      'javascript:alert(1)',
      'https://*.lorekeep.test',
      'https://a.test/path',
      'https://A.test',
      'a.test',
      'https://a.test,,',
      'https://a.test:99999999',
    ],
    TRUST_PROXY: ['true', 'all', '-1', '300.0.0.1', '10.0.0.0/64', '10.0.0.0/8/8', '1.5', '10.0.0.0/8,', 'loopback'],
    PORT: ['-1', '65536', '80a', '0x50', '8000.5', '1e3'],
    DATABASE_SSL: ['off', 'true'],
    DATABASE_CA_CERT: ['not a certificate'],
    APP_ENV: ['staging', 'PRODUCTION!'],
  }
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) t.ok(refused(t, { [name]: value })[name], `${name}=${value}`)
  }
  const good: Record<string, string[]> = {
    DATABASE_URL: ['sqlite:./a.db', 'sqlite:///tmp/a.db', 'file:a.db', 'postgresql://u@h/x?sslmode=require'],
    REDIS_URL: ['redis://cache', 'rediss://default:p%23@cache:25061/0'],
    ALLOWED_ORIGINS: [
      'none',
      'https://a.test',
      'https://a.test , http://b.test:3000',
      'capacitor://localhost,tauri://localhost, ionic://localhost',
    ],
    TRUST_PROXY: ['0', '1', '2', '10.0.0.0/8', '10.0.0.1, 192.168.0.0/16', 'fd00::/8', '::1'],
    PORT: ['0', '8000', '65535'],
  }
  for (const [name, values] of Object.entries(good)) {
    for (const value of values) t.strictSame(refused(t, { [name]: value }), {}, `${name}=${value}`)
  }
  t.end()
})

t.test('The variables of phone calls are looked at before they are used', (t) => {
  const hex = '0123456789abcdef'.repeat(2)
  const all = {
    TWILIO_ACCOUNT_SID: `AC${hex}`,
    TWILIO_AUTH_TOKEN: 'token_of_these_tests',
    TWILIO_FROM_NUMBER: '+12025550147',
    PUBLIC_URL: 'https://lorekeep.test',
  }
  const bad: Record<string, string[]> = {
    TWILIO_ACCOUNT_SID: [hex, `SK${hex}`, `AC${hex}0`, `AC${hex.slice(1)}`, `AC${'g'.repeat(32)}`],
    TWILIO_AUTH_TOKEN: ['two words', 'your-auth-token'],
    TWILIO_FROM_NUMBER: ['12025550147', '+1 202 555 0147', '+0123456789', '+1202555014x', `+${'1'.repeat(16)}`, '+12'],
    TWILIO_BASE_URL: ['api.twilio.com', 'http://api.twilio.test', 'https://AC:token@api.twilio.com'],
    PUBLIC_URL: [
      'lorekeep.test',
      'http://lorekeep.test',
      'http://127.0.0.1:8000',
      'wss://lorekeep.test',
      'https://u:p@lorekeep.test',
      'https://lorekeep.test/?a=1',
      'https://lorekeep.test/#a',
      unfilled('APP_URL'),
    ],
    CALLS_PER_SECOND: ['0', '-1', '1.5', 'one'],
  }
  for (const [name, values] of Object.entries(bad))
    for (const value of values) t.ok(refused(t, { ...production, ...all, [name]: value })[name], `${name}=${value}`)
  for (const more of [{}, { PUBLIC_URL: 'https://lorekeep.test:8443/api/' }, { TWILIO_BASE_URL: 'http://127.0.0.1:1' }])
    t.strictSame(refused(t, { ...production, ...all, ...more }), {})
  t.strictSame(refused(t, { ...all, PUBLIC_URL: 'http://127.0.0.1:8000' }), {}, 'in local mode it may be any')
  t.equal(readEnv({}).CALLS_PER_SECOND, 1)
  t.end()
})

t.test('What platforms call the environment is understood, and what nobody knows is held to be production', (t) => {
  const of = (source: Record<string, string>) => readEnv({ ...production, APP_ENV: '', ...source }).APP_ENV
  t.equal(of({}), 'local')
  for (const name of ['NODE_ENV', 'ENVIRONMENT', 'ENV']) {
    for (const value of ['production', 'prod', 'PRODUCTION', ' production '])
      t.equal(of({ [name]: value }), 'production')
    for (const value of ['development', 'dev', 'test', 'local', '']) t.equal(of({ [name]: value }), 'local', value)
  }
  t.equal(of({ NODE_ENV: 'staging' }), 'production')
  t.equal(of({ ENV: '/root/.shrc' }), 'local', 'ENV is also the name of a start file of shells')
  t.equal(of({ NODE_ENV: '', ENVIRONMENT: 'production' }), 'production', 'an empty one is an unset one')
  t.equal(of({ APP_ENV: 'local', NODE_ENV: 'production' }), 'local', 'APP_ENV has the last word')
  t.end()
})

t.test('Nothing set is a whole configuration', (t) => {
  const env = readEnv({})
  t.match(env, { APP_ENV: 'local', HOST: '127.0.0.1', PORT: 8000, DATABASE_URL: 'sqlite:./data/lorekeep.db' })
  t.equal(readEnv(production).HOST, '0.0.0.0')
  t.match(
    readEnv({ PORT: '', DATABASE_URL: '  ', ADMIN_TOKEN: '' }),
    { PORT: 8000 },
    'an empty variable is an unset one',
  )
  const onOneLine = '-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----'
  t.match(readEnv({ DATABASE_CA_CERT: onOneLine }).DATABASE_CA_CERT, /-----\nMIIB\n-----/)
  t.end()
})

t.test('The database of this machine lives in DATA_DIR unless DATABASE_URL says otherwise', async (t) => {
  const fileOf = (source: Record<string, string>) => sqlitePath(readEnv(source).DATABASE_URL)
  t.equal(fileOf({}), resolve('data/lorekeep.db'))
  t.equal(fileOf({ DATA_DIR: '/srv/lore' }), '/srv/lore/lorekeep.db')
  t.equal(fileOf({ DATA_DIR: '//srv/100%/lore/' }), '/srv/100%/lore/lorekeep.db')
  t.equal(fileOf({ DATA_DIR: 'elsewhere' }), resolve('elsewhere/lorekeep.db'))
  t.equal(fileOf({ DATA_DIR: '/srv/lore', DATABASE_URL: 'sqlite:/var/x.db' }), '/var/x.db')
})
