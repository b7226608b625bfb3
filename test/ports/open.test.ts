import t from 'tap'
import { readEnv } from '../../src/config.ts'
import { portProblems } from '../../src/deps.ts'
import { openPorts, portProblemsOf } from '../../src/ports/open.ts'
import { type Adapter, type Port, servedByOne, servedInOrder } from '../../src/ports/port.ts'
import { portContext } from '../fixtures/port-context.ts'

type Greeter = Port & { name: string }
const closed: string[] = []
const adapter = (name: string, ...needs: Adapter<Greeter>['needs']): Adapter<Greeter> => ({
  name,
  needs,
  open: () => ({ name, state: () => (name === 'near' ? 'degraded' : 'ok'), close: async () => void closed.push(name) }),
})
const adapters = [adapter('far', 'REDIS_URL', 'ADMIN_TOKEN'), adapter('near', 'TRUST_PROXY'), adapter('here')]
const greeting = servedByOne(adapters)
const greetings = servedInOrder(adapters)
const env = (settings: Record<string, string>) => readEnv({ DATABASE_URL: 'sqlite:./unused.db', ...settings })
const token = 'a-token-of-the-operator-in-this-test'
const both = { TRUST_PROXY: '1', REDIS_URL: 'redis://127.0.0.1:9', ADMIN_TOKEN: token }

t.test('Variables that are set in part are refused, each missing one by its name', (t) => {
  const some = env({ REDIS_URL: 'redis://127.0.0.1:9' })
  t.strictSame(portProblemsOf({ greeting }, [], some), [
    { variable: 'ADMIN_TOKEN', message: 'is missing: greeting by far needs REDIS_URL, ADMIN_TOKEN together' },
  ])
  t.end()
})

t.test('A variable that others need too asks for nothing when it is set alone', (t) => {
  const sharing = servedByOne([
    { ...adapter('far', 'REDIS_URL', 'ADMIN_TOKEN'), shared: ['REDIS_URL'] },
    adapter('here'),
  ])
  const problems = (settings: Record<string, string>) =>
    portProblemsOf({ sharing }, [], env(settings)).map(({ variable }) => variable)
  t.strictSame(problems({ REDIS_URL: 'redis://127.0.0.1:9' }), [])
  t.strictSame(problems({ ADMIN_TOKEN: token }), ['REDIS_URL'])
  t.strictSame(problems({ REDIS_URL: 'redis://127.0.0.1:9', ADMIN_TOKEN: token }), [])
  t.end()
})

t.test('What is set in part is reported together with everything else', (t) => {
  const read = () =>
    readEnv({ PORT: 'x', REDIS_URL: 'redis://127.0.0.1:9' }, (env) => [
      ...portProblems(env),
      ...portProblemsOf({ greeting }, [], env),
    ])
  t.throws(read, { problems: [{ variable: 'PORT' }, { variable: 'ADMIN_TOKEN' }] } as unknown as Error)
  t.end()
})

t.test('A list of adapters without an embedded one is a fault of ours', async (t) => {
  const farOnly = servedByOne([adapter('far', 'REDIS_URL')])
  await t.rejects(openPorts({ farOnly }, env({}), portContext()), /no embedded adapter/)
})

t.test('Nothing set: the embedded adapter serves, and says what would upgrade it', async (t) => {
  const { given, capabilities } = await openPorts({ greeting }, env({}), portContext())
  t.equal(given.greeting.name, 'here')
  t.strictSame(capabilities(), [
    {
      capability: 'greeting',
      adapter: 'here',
      embedded: true,
      embedded_ok: false,
      state: 'ok',
      fallbacks: [],
      upgrades: [
        { adapter: 'far', variables: ['REDIS_URL', 'ADMIN_TOKEN'] },
        { adapter: 'near', variables: ['TRUST_PROXY'] },
      ],
    },
  ])
})

t.test('All set: the first adapter whose variables are there serves, and its state is the state', async (t) => {
  const chosen = await openPorts({ greeting }, env({ TRUST_PROXY: '1' }), portContext())
  t.match(chosen.capabilities(), [
    { adapter: 'near', embedded: false, state: 'degraded', upgrades: [{ adapter: 'far' }] },
  ])
  t.match((await openPorts({ greeting }, env(both), portContext())).capabilities(), [{ adapter: 'far' }])
})

t.test('Adapters that stand in for each other are all opened, best first, and all closed', async (t) => {
  const opened = await openPorts({ greetings, greeting }, env(both), portContext())
  t.strictSame(
    opened.given.greetings.map(({ name, embedded, port }) => [name, embedded, port.name]),
    [
      ['far', false, 'far'],
      ['near', false, 'near'],
      ['here', true, 'here'],
    ],
  )
  t.match(opened.capabilities(), [
    { capability: 'greetings', adapter: 'far', embedded: false, fallbacks: ['near', 'here'], upgrades: [] },
    { capability: 'greeting', adapter: 'far', fallbacks: [] },
  ])
  closed.length = 0
  await opened.close()
  t.strictSame(closed, ['far', 'near', 'here', 'far'])
})

t.test(
  'Production refuses an embedded adapter where one from outside is required, unless EMBEDDED_OK names it',
  (t) => {
    const required = { greeting: servedByOne(adapters, { requiredInProduction: true }) }
    const production = {
      APP_ENV: 'production',
      DATABASE_URL: 'postgres://u@db.internal/x',
      ALLOWED_ORIGINS: 'none',
      ADMIN_TOKEN: 'Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3QgYSByZWFsIG9uZQ',
      JWT_SECRET: 'c2lnbnMgdGhlIHRva2VucyBvZiB0aGVzZSB0ZXN0cyBvbmx5',
    }
    const message = 'is required in production: greeting by far, or TRUST_PROXY instead, or EMBEDDED_OK=greeting'
    t.strictSame(portProblemsOf(required, [], env(production)), [
      { variable: 'REDIS_URL', message },
      { variable: 'REDIS_URL', message: 'is missing: greeting by far needs REDIS_URL, ADMIN_TOKEN together' },
    ])
    t.strictSame(portProblemsOf(required, [], env({ ...production, REDIS_URL: 'redis://cache' })), [])
    t.strictSame(portProblemsOf(required, [], env({ EMBEDDED_OK: 'greetings' })), [
      { variable: 'EMBEDDED_OK', message: 'contains an unknown capability; known are greeting' },
    ])
    t.end()
  },
)

t.test('What EMBEDDED_OK names is told as accepted in production, when it is embedded indeed', async (t) => {
  const production = {
    APP_ENV: 'production',
    ALLOWED_ORIGINS: 'none',
    ADMIN_TOKEN: 'Zm9yIHRoZSB0ZXN0cyBvbmx5LCBub3QgYSByZWFsIG9uZQ',
    JWT_SECRET: 'c2lnbnMgdGhlIHRva2VucyBvZiB0aGVzZSB0ZXN0cyBvbmx5',
    EMBEDDED_OK: 'greeting, database',
  }
  const accepted = async (more: Record<string, string>) =>
    (await openPorts({ greeting, greetings }, readEnv({ ...production, ...more }), portContext()))
      .capabilities()
      .map(({ embedded_ok }) => embedded_ok)
  t.strictSame(await accepted({}), [true, false])
  t.strictSame(await accepted({ TRUST_PROXY: '1' }), [false, false])
  t.strictSame(await accepted({ APP_ENV: 'local' }), [false, false], 'in local mode there is nothing to accept')
})
