import type { TSchema } from '@sinclair/typebox'
import type { InjectOptions } from 'fastify'
import { type Test, test } from 'tap'
import { Env } from '../../schemas/env/index.ts'
import type { Keywords } from '../../schemas/env/variable.ts'
import { documentOf, operationsOf } from '../fixtures/contract.ts'
import { insertExamples } from '../fixtures/example-calls.ts'
import { reflectingProvider } from '../fixtures/reflecting-provider.ts'
import { ADMIN_TOKEN, bodyOf, membersOf, requestOf, schemaIn } from '../fixtures/requests.ts'
import { asGuest, asUser, examplePassword, TOKEN_SECRET } from '../fixtures/users.ts'
import { engines, type World, world } from '../fixtures/world.ts'

const ownText = 'canary-written-by-a-player'
const guess = 'canary-of-a-token-that-is-none'
const ownSecrets = { ADMIN_TOKEN, JWT_SECRET: TOKEN_SECRET }

/** Everything that grants access, found in requests and answers: tokens, passwords and phone numbers. */
class Secrets {
  readonly all = new Set([examplePassword, ...[asUser, asGuest].map((it) => it.authorization.slice('Bearer '.length))])

  sent({ payload, url }: InjectOptions) {
    const text = `${typeof payload === 'string' ? payload : ''} ${decodeURIComponent(String(url))}`
    for (const [number] of text.matchAll(/\+\d{8,15}/g)) this.all.add(number.slice(1))
  }

  answered(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    for (const [name, member] of Object.entries(value)) {
      if (/token/.test(name) && typeof member === 'string' && member.length > 20) this.all.add(member)
      this.answered(member)
    }
  }
}

/** Sends the example of every operation, with each of its texts replaced, with a member too many, and signed in as no one. */
async function sendEverything(t: Test, { app, call, deps }: World, secrets: Secrets, settings: Record<string, string>) {
  const document = documentOf(app)
  const statuses: Record<string, number> = {}
  const own = [...Object.values(settings), ...Object.values(ownSecrets)]
  async function send(request: InjectOptions, operationId: string) {
    secrets.sent(request)
    const { statusCode, body, headers } = await call(request)
    statuses[statusCode] = (statuses[statusCode] ?? 0) + 1
    const told = `${JSON.stringify(headers)}\n${body}`
    if (/^application\/(?:[a-z.]+\+)?json/.test(String(headers['content-type']))) secrets.answered(JSON.parse(body))
    const names = own.filter((secret) => told.includes(secret))
    if (names.length > 0) t.fail(`the answer of ${operationId} has a secret of the service`, { request, body })
    const repeated = statusCode < 400 ? undefined : [...secrets.all, guess].find((secret) => told.includes(secret))
    if (repeated) t.fail(`the refusal of ${operationId} repeats ${repeated.slice(0, 12)}…`, { request, body })
  }
  for (const operation of operationsOf(document)) {
    await insertExamples(deps.db)
    const { operationId } = operation
    await send(requestOf(operation), operationId)
    await send(requestOf(operation, { header: { authorization: `Bearer ${guess}` } }), operationId)
    const body = bodyOf(operation)
    if (!body || typeof body.example !== 'object') continue
    const example = body.example as Record<string, unknown>
    await send(requestOf(operation, { body: { ...example, [ownText]: ownText } }), operationId)
    for (const { replaced } of membersOf(schemaIn(document), body.schema, example))
      await send(requestOf(operation, { body: replaced(ownText) }), operationId)
  }
  return statuses
}

function nothingIsLogged(t: Test, { logged }: World, secrets: Secrets, settings: Record<string, string>) {
  const written = logged.join('')
  t.ok(logged.length > 300, `${logged.length} lines of the log were read`)
  const named = { ...settings, ...ownSecrets, 'what a player wrote': ownText, 'a wrong token': guess }
  for (const [name, secret] of Object.entries(named)) t.notOk(written.includes(secret), `the log does not have ${name}`)
  const found = [...secrets.all].filter((secret) => written.includes(secret))
  t.strictSame(found, [], `none of ${secrets.all.size} tokens, passwords and phone numbers is in the log`)
}

/** Variables with the address of a provider. */
const addresses = Object.keys(Env.properties).filter((name) => /_BASE_URL$|^S3_ENDPOINT$|^RAINDROP_API_URL$/.test(name))

/** Every provider set, with a key of its own, at an address that refuses everything and repeats what it was sent. */
function providersAt(url: string): Record<string, string> {
  const variables = Object.entries<TSchema & Keywords>(Env.properties)
  const keys = variables.filter(([name, { secret }]) => secret && !(name in ownSecrets))
  return {
    ...Object.fromEntries(keys.map(([name]) => [name, `canary-${name.toLowerCase()}-${'x'.repeat(20)}`])),
    ...Object.fromEntries(addresses.map((name) => [name, `${url}/${name.toLowerCase()}`])),
    S3_BUCKET: 'stories',
    TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
    TWILIO_FROM_NUMBER: '+12025550199',
    CALLS_ALLOW_LIST: '+12025550123',
    PUBLIC_URL: 'https://stories.lorekeep.test',
  }
}

/** What may be told although it is a setting. */
const isPublic = (name: string) => [...addresses, 'S3_BUCKET', 'PUBLIC_URL'].includes(name)

/** What only a call that was answered does: a provider of each kind speaks and listens. */
async function speakAndListen({ deps: { speaking, listening } }: World) {
  const voice = { id: 'slt', elevenlabs: 'a-voice', deepgram: 'another' } as const
  for (const { port } of speaking.filter(({ embedded }) => !embedded)) {
    const frames = (async () => {
      for await (const frame of port.speak({ text: ownText, voice, deadlineMs: 5_000 })) return frame
    })()
    await frames.catch(() => {})
  }
  for (const { port } of listening) await port.listen({ events: {}, deadlineMs: 5_000 }).catch(() => {})
}

for (const engine of engines) {
  test(`with nothing configured, no secret is logged or answered (${engine})`, async (t) => {
    const it = await world(t, engine)
    const secrets = new Secrets()
    const statuses = await sendEverything(t, it, secrets, {})
    for (const status of [200, 201, 400, 401]) t.ok(statuses[status], `${status} was seen`)
    nothingIsLogged(t, it, secrets, {})
  })
}

test('with every provider configured and refusing, no secret is logged or answered', async (t) => {
  const provider = await reflectingProvider(t)
  const settings = providersAt(provider.url)
  const it = await world(t, 'sqlite', { ...settings, REDIS_URL: 'redis://:canary-of-valkey@127.0.0.1:9' })
  const hidden = Object.fromEntries(Object.entries(settings).filter(([name]) => !isPublic(name)))
  const secrets = new Secrets()
  const statuses = await sendEverything(t, it, secrets, { ...hidden, valkey: 'canary-of-valkey' })
  t.ok(statuses[200] && statuses[400], 'requests were taken and refused')
  await speakAndListen(it)
  for (const name of addresses)
    t.ok(
      provider.asked.some((told) => told.includes(`/${name.toLowerCase()}`)),
      `the provider at ${name} was asked`,
    )
  nothingIsLogged(t, it, secrets, { ...hidden, valkey: 'canary-of-valkey' })
})
