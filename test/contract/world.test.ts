import Fastify from 'fastify'
import { test } from 'tap'
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
