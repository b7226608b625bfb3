import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { folder, startProcess } from '../fixtures/process.ts'
import { listenSilently } from '../fixtures/raw-http.ts'
import { freshDatabase } from '../fixtures/world.ts'

async function refusesToStart(t: Test, settings: Record<string, string>, ...sentences: (string | RegExp)[]) {
  const server = await startProcess(t, settings)
  const { code, ms } = await server.exit
  t.equal(code, 1)
  for (const sentence of sentences) t.match(server.output.stderr, sentence)
  t.notMatch(server.output.stderr + server.output.stdout, /canary/, 'no value is told')
  t.notMatch(server.output.stderr, /\n\s+at /, 'no stack')
  t.comment(`refused after ${Math.round(ms)} ms`)
}

t.test('A configuration that is not usable ends the start with every problem of it', (t) =>
  refusesToStart(
    t,
    { NODE_ENV: 'production', PORT: 'canary', ADMIN_TOKEN: 'canary', DATABASE_CA_CERT: `$\{db.CA_CERT_canary}` },
    /PORT: /,
    /ADMIN_TOKEN: /,
    /DATABASE_URL: is required in production/,
    /ALLOWED_ORIGINS: is required in production/,
    /DATABASE_CA_CERT: is still a placeholder/,
  ),
)

t.test('A Postgres that is not there ends the start with the name of the variable', async (t) => {
  const refused = 'postgres://lorekeep:canary@127.0.0.1:9/lorekeep'
  await refusesToStart(t, { DATABASE_URL: refused }, /DATABASE_URL: the database cannot be used/)
  await refusesToStart(t, { DATABASE_URL: refused, WEB_CONCURRENCY: '2' }, /DATABASE_URL: /)
})

t.test('A Postgres that never answers ends the start too', async (t) => {
  const port = await listenSilently(t)
  await refusesToStart(
    t,
    { DATABASE_URL: `postgres://lorekeep:canary@127.0.0.1:${port}/lorekeep` },
    /DATABASE_URL: the database cannot be used/,
  )
})

t.test('A Postgres that refuses the password ends the start without telling it', async (t) => {
  const url = new URL(await freshDatabase(t, 'postgres'))
  url.password = 'canary'
  await refusesToStart(t, { DATABASE_URL: url.href }, /DATABASE_URL: the database cannot be used/)
})

t.test('A file that is no database ends the start', async (t) => {
  const home = await folder(t)
  const file = join(home, 'x.db')
  await writeFile(file, 'this is not a database, and it is long enough to be looked at'.repeat(100))
  await refusesToStart(t, { DATABASE_URL: `sqlite:${file}` }, /DATABASE_URL: the database cannot be used/)
})

t.test('A folder that cannot be made ends the start with the name of the variable', async (t) => {
  const home = await folder(t)
  await writeFile(join(home, 'file'), '')
  const sentence = /DATA_DIR: the folder cannot be made or written to \(E[A-Z]+\)/
  await refusesToStart(t, { DATA_DIR: join(home, 'file/data') }, sentence)
  await refusesToStart(t, { DATA_DIR: join(home, 'file') }, sentence)
  await refusesToStart(t, { DATA_DIR: '/proc/lorekeep' }, sentence)
  await refusesToStart(t, { DATABASE_URL: `sqlite:${home}/file/x.db` }, /DATABASE_URL: /)
})

t.test('A port that is taken ends the start, with one process and with several', async (t) => {
  const port = await listenSilently(t)
  const sentence = `PORT: another process listens on port ${port}. Stop it, or set another PORT.`
  await refusesToStart(t, { PORT: String(port) }, sentence)
  await refusesToStart(t, { PORT: String(port), WEB_CONCURRENCY: '2' }, sentence)
})

t.test('A fault that nobody caught ends it with 1, and tells where but not what', async (t) => {
  const fault =
    'setTimeout(() => { throw Object.assign(new TypeError("can" + "ary"), { detail: "can" + "ary" }) }, 1500)'
  const server = await startProcess(t, { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}` })
  t.equal((await server.exit).code, 1)
  t.match(server.output.stderr, /TypeError/)
  t.match(server.output.stderr, /\n\s+at /)
  t.notMatch(server.output.stderr + server.output.stdout, 'canary')
})

t.test('A .env file is read, and the environment has the last word', async (t) => {
  const dotenv = 'LOG_LEVEL=warn\nPORT=1\nRATE_LIMIT_PER_MINUTE=7\nDATABSE_URL=canary\n'
  const server = await startProcess(t, { LOG_LEVEL: 'info' }, dotenv)
  await server.ready()
  t.equal((await fetch(`${server.url}/api/v1/load/a`)).headers.get('ratelimit-limit'), '7')
  t.match(server.output.stdout, '"level":30')
  t.match(server.output.stdout, 'DATABSE_URL in .env is not a variable of Lorekeep: did you mean DATABASE_URL?')
  t.notMatch(server.output.stdout, 'canary')
})

t.test('Nothing configured: it starts, says where it listens, what is embedded and what upgrades it', async (t) => {
  const server = await startProcess(t)
  await server.ready()
  const { stdout, stderr } = server.output
  t.equal(stderr, '')
  t.match(stdout, `listens on ${server.url.replace('127.0.0.1', 'localhost')}`)
  t.match(stdout, /database +sqlite \(embedded\) +DATABASE_URL switches to postgres/)
  t.match(stdout, /cache +memory \(embedded\) +REDIS_URL switches to redis/)
  t.match(stdout, /directions +built-in \(embedded\) +GOOGLE_API_KEY switches to google/)
  t.match(stdout, /weather +built-in \(embedded\) +OPENWEATHER_KEY switches to openweather/)
  t.match(stdout, /imaging +embedded \(embedded\) +GEMINI_API_KEY switches to gemini/)
  t.match(stdout, /inference +built-in \(embedded\) +RAINDROP_API_URL \+ RAINDROP_API_KEY switches to smartinference/)
  t.match(stdout, /listening +embedded \(embedded\) +DEEPGRAM_API_KEY switches to deepgram/)
  t.match(stdout, /speaking +flite \(embedded\) +ELEVENLABS_API_KEY switches to elevenlabs/)
  t.match(stdout, /telephony +simulated \(embedded\) +TWILIO_ACCOUNT_SID \+ .*PUBLIC_URL switches to twilio/)
  t.match(stdout, 'Data: ')
  t.equal(stdout.split('listens on').length, 2, 'once')
})

t.test('With Postgres the start does not speak of data on this machine', async (t) => {
  const server = await startProcess(t, { DATABASE_URL: await freshDatabase(t, 'postgres') })
  await server.ready()
  t.match(server.output.stdout, /database +postgres\n/)
  t.notMatch(server.output.stdout, 'Data:')
})

t.test('Production speaks JSON, a line each, and tells the same', async (t) => {
  const server = await startProcess(t, {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: await freshDatabase(t, 'postgres'),
    ALLOWED_ORIGINS: 'https://game.lorekeep.test',
    ADMIN_TOKEN: 'Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3QgYSByZWFsIG9uZQ',
    JWT_SECRET: 'c2lnbnMgdGhlIHRva2VucyBvZiB0aGVzZSB0ZXN0cyBvbmx5',
    EMBEDDED_OK: 'blobs,inference',
  })
  await server.ready()
  const lines = server.output.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  t.match(
    lines.find((line) => line.msg === 'listening'),
    {
      address: server.url,
      capabilities: [
        { capability: 'database', adapter: 'postgres' },
        { capability: 'blobs', adapter: 'file-system', embedded: true, embedded_ok: true },
        { capability: 'cache', adapter: 'memory' },
        { capability: 'directions', adapter: 'built-in', embedded: true },
        { capability: 'imaging', adapter: 'embedded', embedded: true },
        { capability: 'inference', adapter: 'built-in', embedded: true, embedded_ok: true },
        { capability: 'listening', adapter: 'embedded', embedded: true },
        { capability: 'speaking', adapter: 'flite', embedded: true },
        { capability: 'telephony', adapter: 'simulated', embedded: true },
        { capability: 'weather', adapter: 'built-in', embedded: true },
      ],
    },
  )
  const messages = lines.map((line) => line.msg)
  t.ok(messages.includes('production mode, set by NODE_ENV'))
  t.ok(messages.includes('EMBEDDED_OK: inference is served by built-in on this machine'))
  t.equal((await fetch(`${server.url}/docs`)).status, 200, 'the documentation is open')
})
