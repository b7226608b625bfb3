import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import { test } from 'tap'
import { rowOf, type Slug } from '../../schemas/refusals.ts'
import { build } from '../../src/app.ts'
import { compileAll, schemaController } from '../../src/plugins/compilers.ts'
import { documentOf, operationsOf, type Schema } from '../fixtures/contract.ts'
import { schemaIn } from '../fixtures/requests.ts'
import { atBirth } from '../fixtures/undeclared.ts'
import { world } from '../fixtures/world.ts'

const run = promisify(execFile)

/** Addresses that are no operations: the pages and files of the documentation, and what only the carrier can ask. */
const undocumented = /^\/(api\/v1\/voice|docs|redoc|openapi\.(json|yaml)|favicon\.(ico|svg))(\/|$)/

/** The statuses that every operation can give, whatever it does. */
const everywhere = ['400', '500', '503']

test('openapi.yaml says what the app does', async (t) => {
  // In a process of its own: the test runner's YAML is set to write dates without quotes.
  const fresh = join(t.testdir(), 'openapi.yaml')
  await run(process.execPath, ['scripts/openapi.ts', fresh])
  t.equal(readFileSync('openapi.yaml', 'utf8'), readFileSync(fresh, 'utf8'), 'mend it with: npm run openapi')
})

/** `schedule` is no UUID, and a UUID never `schedule`: no address fits both. */
const accepted =
  'no-ambiguous-paths: Paths should resolve unambiguously. Found two ambiguous paths: `/api/v1/calls/{id}/end` and `/api/v1/calls/schedule/{id}`.'

test('redocly lint finds nothing in openapi.yaml', async (t) => {
  const lint = ['lint', '--extends', 'recommended-strict', '--format', 'json', 'openapi.yaml']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const found = await run(process.execPath, ['node_modules/@redocly/cli/bin/cli.js', ...lint], { env }).catch(
    (failed: { stdout: string }) => failed,
  )
  const { problems } = JSON.parse(found.stdout) as { problems: { message: string; ruleId: string }[] }
  t.strictSame(
    problems.map(({ ruleId, message }) => `${ruleId}: ${message}`).filter((it) => it !== accepted),
    [],
  )
})

test('every operation is told in full', async (t) => {
  const { app } = await world(t, 'sqlite')
  const operations = operationsOf(documentOf(app))
  const ids = operations.map(({ operationId }) => operationId)
  t.strictSame(ids, [...new Set(ids)], 'no operationId comes twice')

  for (const { operationId, method, tags, summary, description, parameters, requestBody, responses } of operations) {
    // These words say all of it.
    const isWord = ['register', 'login', 'logout'].includes(operationId)
    t.ok(isWord || /^[a-z]+[A-Z][A-Za-z]+$/.test(operationId), `${operationId} is a verb and a noun`)
    t.equal(tags.length, 1, `${operationId} has one tag`)
    t.match(summary, /^[A-Z].{8,80}[^.]$/, `${operationId} has a summary of one line`)
    t.match(description, /^(?=.{10})[\s\S]*\.$/, `${operationId} has a description`)
    for (const { name, in: place, description, example } of parameters ?? []) {
      t.ok(description, `${operationId} says what ${name} is`)
      if (place === 'path') t.not(example, undefined, `${operationId} has an example of ${name}`)
    }
    for (const { example } of Object.values(requestBody?.content ?? {}))
      t.ok(example, `${operationId} has an example of its body`)

    // Any other method can be sent a body, whether it is read or not.
    const own = method === 'GET' ? everywhere : [...everywhere, '413', '415']
    t.strictSame(
      own.filter((status) => !(status in responses)),
      [],
      `${operationId} names what any operation can give`,
    )
    if (method !== 'PUT' && parameters?.some(({ in: place }) => place === 'path'))
      t.ok(responses[404], `${operationId} says what happens when there is nothing`)
    if (parameters?.some(({ name }) => name === 'If-Match'))
      t.ok(responses[412]?.content, `${operationId} says what happens when the version is another`)
    for (const [status, { headers = {}, description, content }] of Object.entries(responses)) {
      t.ok(description, `${operationId} says what ${status} means`)
      t.ok(headers['X-Request-Id'], `${operationId} names X-Request-Id of ${status}`)
      for (const [slug, { value }] of Object.entries(content?.['application/json']?.examples ?? {})) {
        const { code, error } = value as { code: number; error: Slug }
        const told = [error, code, rowOf(error).status]
        t.strictSame(told, [slug, Number(status), Number(status)], `${operationId} shows ${slug} as a ${status}`)
        for (const name of Object.keys(rowOf(error).headers ?? {}))
          t.ok(headers[name], `${operationId} says that ${slug} carries ${name}`)
      }
    }
    t.equal(401 in responses, 429 in responses, `${operationId} knows and counts its callers, or does neither`)
    if (responses[201]) t.ok(responses[201].headers?.Location, `${operationId} says where the new thing is`)
    if (responses[304]) t.ok(responses[200]?.headers?.ETag, `${operationId} names the ETag`)
  }
})

test('what has a default may be left out of a request', async (t) => {
  const { app } = await world(t, 'sqlite')
  const document = documentOf(app)
  const resolve = schemaIn(document)
  const demanded = operationsOf(document).flatMap(({ operationId, parameters = [], requestBody }) => [
    ...parameters
      .filter(({ required, schema }) => required && 'default' in schema)
      .map(({ name }) => `${operationId} ${name}`),
    ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
      defaultsDemanded(resolve, schema).map((path) => `${operationId} ${path}`),
    ),
  ])
  t.strictSame(demanded, [], 'wrap it in defaulted(…)')
  const { required } = document.components.schemas.SaveState as { required: string[] }
  t.ok(required.includes('choices'), 'an answer always has it')
})

/** Paths of the members that a schema demands although they have a default. */
function defaultsDemanded(resolve: (schema: Schema) => Schema, schema: Schema, path = 'body'): string[] {
  const {
    properties = {},
    required = [],
    items,
  } = resolve(schema) as {
    properties?: Record<string, Schema>
    required?: string[]
    items?: Schema
  }
  const within = Object.entries(properties).flatMap(([name, member]) => [
    ...(required.includes(name) && 'default' in member ? [`${path}.${name}`] : []),
    ...defaultsDemanded(resolve, member, `${path}.${name}`),
  ])
  return items ? [...within, ...defaultsDemanded(resolve, items, `${path}[]`)] : within
}

test('routes and openapi.yaml know the same operations', async (t) => {
  const routes: RouteOptions[] = []
  const { app, deps } = await world(t, 'sqlite')
  const other = await atBirth(
    () => build(deps),
    (born: FastifyInstance) => born.addHook('onRoute', (route) => void routes.push(route)),
  )
  await other.close()
  const operations = operationsOf(documentOf(app))

  const served = routes
    .flatMap(({ method, url }) => [method].flat().map((one) => `${one} ${url.replace(/:(\w+)/g, '{$1}')}`))
    .filter((route) => !/^(HEAD|OPTIONS) /.test(route) && !undocumented.test(route.split(' ')[1] as string))
  t.strictSame(operations.map(({ method, path }) => `${method} ${path}`).sort(), [...new Set(served)].sort())
})

test('every schema can be compiled, also those of answers that are rare; one that cannot is told', async (t) => {
  await world(t, 'sqlite')
  t.doesNotThrow(compileAll)
  const app = Fastify({ schemaController })
  t.teardown(() => app.close())
  app.get('/', { schema: { response: { 507: { $ref: 'NotThere#' } } } }, async () => ({}))
  await app.ready()
  t.throws(compileAll, /NotThere/)
})
