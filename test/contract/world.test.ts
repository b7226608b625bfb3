import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { test } from 'tap'
import { contractOf } from '../fixtures/contract.ts'
import { atBirth, undeclaredMembers } from '../fixtures/undeclared.ts'

const schema = {
  operationId: 'readThing',
  response: {
    200: { type: 'object', properties: { list: { type: 'array', items: { type: 'object', properties: {} } } } },
  },
}

test('a member that an action returns and the contract does not name is told of', async (t) => {
  const told: string[] = []
  const app = atBirth(
    () => Fastify(),
    (born) => undeclaredMembers(born, (problem) => told.push(problem)),
  )
  app.register(async (room) => {
    room.get('/', { schema }, async () => ({ list: [{ secret: 1 }], gone: undefined }))
  })
  t.equal((await app.inject('/')).body, '{"list":[{}]}', 'the serializer drops it without a word')
  t.strictSame(told, ['readThing returns list.0.secret with 200, which the contract does not name'])
})

test('an answer that is not in the contract is told of', async (t) => {
  const content = { 'application/json': { schema: { type: 'object', required: ['version'] } } }
  const refused = { 'application/json': { schema: {}, examples: { 'thing-not-found': {} } } }
  const responses = {
    200: { description: 'x', headers: { ETag: {} }, content },
    204: { description: 'x' },
    404: { description: 'x', content: refused },
  }
  const document = {
    paths: { '/api/v1/things/{id}': { get: { operationId: 'readThing', responses } } },
    components: { schemas: {} },
  }
  const check = contractOf({ swagger: () => document } as unknown as FastifyInstance)
  const answered = (statusCode: number, headers: object, value?: object) => {
    const body = value ? JSON.stringify(value) : ''
    const reply = { statusCode, headers, body, json: () => value } as unknown as LightMyRequestResponse
    return check({ method: 'GET', url: '/api/things/7?x=1' }, reply)
  }
  const json = { 'content-type': 'application/json; charset=utf-8' }
  t.equal(answered(200, { ...json, etag: '"1"' }, { version: 1 }), undefined)
  t.equal(answered(204, {}), undefined)
  const missing = (error: string) => answered(404, json, { status: 'error', code: 404, error })
  t.equal(missing('thing-not-found'), undefined)
  t.match(missing('part-not-found'), 'answered 404 with part-not-found, which its problems(…) do not name')
  t.match(answered(410, json, {}), 'answered 410, which the contract does not name')
  t.match(answered(200, json, { version: 1 }), 'answered 200 without ETag')
  t.match(answered(200, { ...json, etag: '"1"' }, {}), "must have required property 'version'")
  t.match(answered(200, { 'content-type': 'text/plain', etag: '"1"' }, {}), 'as text/plain')
  t.match(answered(204, json, {}), 'with a body')
})
