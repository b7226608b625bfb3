import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { parse, stringify } from 'yaml'
import { admitted, breaking, isAdmitted, lineOf } from '../../scripts/breaking.ts'

const released = 'test/contract/released.yaml'

test('what breaks clients since the last release is listed in CHANGELOG.md', async (t) => {
  const lines = admitted(readFileSync('CHANGELOG.md', 'utf8'))
  const untold = (await breaking(released, 'openapi.yaml')).filter((one) => !isAdmitted(one, lines))
  t.strictSame(untold.map(lineOf), [], 'undo it, or add these lines below "### Breaking" of Unreleased')
})

// biome-ignore lint/suspicious/noExplicitAny: a document of whatever shape, of which single members are changed
type Change = (document: any) => void

async function breaksOf(t: Test, ...changes: Change[]) {
  const contract = {
    openapi: '3.1.0',
    info: { title: 'Example', version: '1.0.0' },
    security: [{}],
    paths: Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [`/${name}`, path(name)])),
  }
  const folder = t.testdir({ 'base.yaml': stringify(contract, { aliasDuplicateObjects: false }) })
  const revision = structuredClone(contract)
  for (const change of changes) change(revision.paths)
  writeFileSync(join(folder, 'revision.yaml'), stringify(revision, { aliasDuplicateObjects: false }))
  const breaks = await breaking(join(folder, 'base.yaml'), join(folder, 'revision.yaml'))
  return breaks.map(({ operationId, location }) => `${operationId} ${location}`).sort()
}

const path = (name: string) => ({
  get: {
    operationId: `${name}Read`,
    parameters: [{ name: 'size', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 9 } }],
    responses: { 200: answer(), 404: answer() },
  },
  put: {
    operationId: `${name}Write`,
    requestBody: { content: { 'application/json': { schema: body() } } },
    responses: { 200: answer() },
  },
  delete: { operationId: `${name}Delete`, responses: { 204: { description: 'Gone' } } },
})
const answer = () => ({
  description: 'An answer',
  headers: { ETag: { schema: { type: 'string' } } },
  content: { 'application/json': { schema: body() } },
})
const body = () => ({
  type: 'object',
  required: ['name', 'count'],
  properties: {
    name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[a-z]+$' },
    count: { type: 'integer', minimum: 0, maximum: 9 },
    kind: { type: 'string', enum: ['one', 'two'] },
    list: { type: 'array', maxItems: 9, items: { type: 'string' } },
  },
})
const sent = (operation: { requestBody: { content: Record<string, { schema: ReturnType<typeof body> }> } }) =>
  (operation.requestBody.content['application/json'] as { schema: ReturnType<typeof body> }).schema
const told = (operation: { responses: { 200: ReturnType<typeof answer> } }) =>
  operation.responses[200].content['application/json'].schema

test('each kind of break is found, and says where', async (t) => {
  const json = 'content/application/json/schema'
  const breaks = await breaksOf(
    t,
    (paths) => delete paths['/a'].get,
    (paths) => delete (told(paths['/a'].put).properties as { name?: object }).name,
    (paths) => Object.assign(paths['/a'].delete, { operationId: 'aRemove' }),
    (paths) => Object.assign(told(paths['/b'].get).properties.name, { type: 'integer' }),
    (paths) => Object.assign(told(paths['/b'].get).properties.count, { type: ['integer', 'null'] }),
    (paths) => told(paths['/b'].put).required.pop(),
    (paths) => sent(paths['/b'].put).required.push('kind'),
    (paths) => Object.assign(sent(paths['/c'].put).properties.name, { maxLength: 8 }),
    (paths) => Object.assign(sent(paths['/c'].put).properties.count, { minimum: 1 }),
    (paths) => Object.assign(sent(paths['/c'].put).properties.list, { maxItems: 8 }),
    (paths) => sent(paths['/c'].put).properties.kind.enum.pop(),
    (paths) => Object.assign(sent(paths['/d'].put).properties.count, { type: 'string' }),
    (paths) => Object.assign(sent(paths['/d'].put), { additionalProperties: false }),
    (paths) => Object.assign(paths['/d'].get.parameters[0].schema, { maximum: 8 }),
    (paths) => paths['/d'].get.parameters.push({ name: 'x', in: 'query', required: true, schema: { type: 'string' } }),
    (paths) => delete paths['/e'].get.responses[404],
    (paths) => delete paths['/e'].get.responses[200].headers.ETag,
    (paths) => Object.assign(paths['/e'].delete, { requestBody: { ...paths['/e'].put.requestBody, required: true } }),
    (paths) => delete paths['/f'],
  )
  t.strictSame(
    breaks,
    [
      'aDelete operationId',
      'aRead path',
      `aWrite responses/200/${json}/properties/name`,
      `bRead responses/200/${json}/properties/count/type`,
      `bRead responses/200/${json}/properties/name/type`,
      `bWrite requestBody/${json}/required`,
      `bWrite responses/200/${json}/required`,
      `cWrite requestBody/${json}/properties/count/minimum`,
      `cWrite requestBody/${json}/properties/kind/enum`,
      `cWrite requestBody/${json}/properties/list/maxItems`,
      `cWrite requestBody/${json}/properties/name/maxLength`,
      `dRead parameters/0/schema/maximum`,
      `dRead parameters/1`,
      `dWrite requestBody/${json}/additionalProperties`,
      `dWrite requestBody/${json}/properties/count/type`,
      'eDelete requestBody',
      'eRead responses/200/headers/ETag',
      'eRead responses/404',
      'fDelete path',
      'fRead path',
      'fWrite path',
    ].sort(),
  )
})

test('a renamed path is a break', async (t) => {
  const rename: Change = (paths) => {
    paths['/other'] = paths['/a']
    delete paths['/a']
  }
  t.strictSame(await breaksOf(t, rename), ['aDelete path', 'aRead path', 'aWrite path'])
})

test('what only adds or widens is no break', async (t) => {
  const more = { get: { operationId: 'more', responses: { 200: answer() } } }
  const breaks = await breaksOf(
    t,
    (paths) => Object.assign(paths, { '/more': more }),
    (paths) => Object.assign(told(paths['/a'].get).properties, { more: { type: 'string' } }),
    (paths) => Object.assign(sent(paths['/a'].put).properties, { more: { type: 'string' } }),
    (paths) => Object.assign(sent(paths['/a'].put).properties.name, { maxLength: 99, description: 'A name' }),
    (paths) => sent(paths['/b'].put).properties.kind.enum.push('three'),
    (paths) => sent(paths['/b'].put).required.pop(),
    (paths) => Object.assign(paths['/b'].get.responses, { 409: answer() }),
    (paths) => paths['/b'].get.parameters.push({ name: 'x', in: 'query', schema: { type: 'string' } }),
  )
  t.strictSame(breaks, [])
})

test('a new slug is no break, another word elsewhere is', async (t) => {
  const error = (...words: string[]) => ({ ProblemSlug: { type: 'string', enum: ['one', ...words] } })
  const contract = (...words: string[]) => ({
    openapi: '3.1.0',
    info: { title: 'Example', version: '1.0.0' },
    paths: { '/a': { get: { operationId: 'aRead', responses: { 400: refusal(...words) } } } },
    components: { schemas: error(...words) },
  })
  const refusal = (...words: string[]) => ({
    description: 'Refused',
    content: { 'application/json': { schema: { type: 'object', properties: membersWith(...words) } } },
  })
  const membersWith = (...words: string[]) => ({
    error: { $ref: '#/components/schemas/ProblemSlug' },
    kind: { type: 'string', enum: ['one', ...words] },
  })
  const folder = t.testdir({ 'base.yaml': stringify(contract()), 'revision.yaml': stringify(contract('two')) })
  const breaks = await breaking(join(folder, 'base.yaml'), join(folder, 'revision.yaml'))
  t.strictSame(
    breaks.map(({ location }) => location),
    ['responses/400/content/application/json/schema/properties/kind/enum'],
  )
})

test('a break is admitted by its operation and its location, in what is not yet released', async (t) => {
  const one = { operationId: 'saveSession', location: 'responses/200/headers/ETag', message: 'Gone.' }
  const changelog = (section: string) => `# Changelog\n\n${section}\n\n## [0.1.0]\n\n### Breaking\n\n${lineOf(one)}\n`
  t.notOk(isAdmitted(one, admitted(changelog('## [Unreleased]'))), 'an older release does not count')
  t.notOk(isAdmitted(one, admitted(changelog(`## [Unreleased]\n\n### Added\n\n${lineOf(one)}`))))
  t.ok(isAdmitted(one, admitted(changelog(`## [Unreleased]\n\n### Breaking\n\n${lineOf(one)}`))))
  t.notOk(
    isAdmitted({ ...one, location: 'path' }, admitted(changelog(`## [Unreleased]\n\n### Breaking\n\n${lineOf(one)}`))),
  )
  t.ok(parse(readFileSync(released, 'utf8')).paths['/api/v1/save'])
})
