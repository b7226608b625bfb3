import t from 'tap'
import { readEnv } from '../../src/config.ts'
import { portProblems } from '../../src/deps.ts'
import { type Adapter, choose, chooseAll, halfConfigured } from '../../src/ports/open.ts'
import { portContext } from '../fixtures/port-context.ts'

type Greeter = { name: string }
const adapter = (name: string, ...needs: Adapter<Greeter>['needs']): Adapter<Greeter> => ({
  name,
  needs,
  open: () => ({ name }),
})
const adapters = [adapter('far', 'REDIS_URL', 'ADMIN_TOKEN'), adapter('near', 'TRUST_PROXY'), adapter('here')]
const env = (settings: Record<string, string>) => readEnv({ DATABASE_URL: 'sqlite:./unused.db', ...settings })
const token = 'a-token-of-the-operator-in-this-test'

t.test('Variables that are set in part are refused, each missing one by its name', async (t) => {
  const some = env({ REDIS_URL: 'redis://127.0.0.1:9' })
  await t.rejects(choose('greeting', some, adapters, portContext()), {
    message: 'ADMIN_TOKEN is missing: greeting by far needs REDIS_URL, ADMIN_TOKEN together',
  })
  t.same(
    halfConfigured('greeting', some, adapters).map(({ variable }) => variable),
    ['ADMIN_TOKEN'],
  )
})

t.test('What is set in part is reported together with everything else', async (t) => {
  const read = () =>
    readEnv({ PORT: 'x', REDIS_URL: 'redis://127.0.0.1:9' }, (env) => [
      ...portProblems(env),
      ...halfConfigured('greeting', env, adapters),
    ])
  t.throws(read, { problems: [{ variable: 'PORT' }, { variable: 'ADMIN_TOKEN' }] } as unknown as Error)
})

t.test('A list of adapters without an embedded one is a fault of ours', async (t) => {
  await t.rejects(choose('greeting', env({}), [adapter('far', 'REDIS_URL')], portContext()), /no embedded adapter/)
})

t.test('Nothing set: the embedded adapter serves, and says what would upgrade it', async (t) => {
  t.match(await choose('greeting', env({}), adapters, portContext()), {
    capability: 'greeting',
    adapter: 'here',
    embedded: true,
    upgrades: [
      { adapter: 'far', variables: ['REDIS_URL', 'ADMIN_TOKEN'] },
      { adapter: 'near', variables: ['TRUST_PROXY'] },
    ],
    port: { name: 'here' },
  })
})

t.test('All set: the first adapter whose variables are there serves', async (t) => {
  const chosen = await choose('greeting', env({ TRUST_PROXY: '1' }), adapters, portContext())
  t.match(chosen, { adapter: 'near', embedded: false, upgrades: [{ adapter: 'far' }] })
  const both = env({ TRUST_PROXY: '1', REDIS_URL: 'redis://127.0.0.1:9', ADMIN_TOKEN: token })
  t.equal((await choose('greeting', both, adapters, portContext())).adapter, 'far')
})

t.test('Adapters that stand in for each other are all opened, best first, the embedded one last', async (t) => {
  const both = env({ TRUST_PROXY: '1', REDIS_URL: 'redis://127.0.0.1:9', ADMIN_TOKEN: token })
  const { port, ...told } = await chooseAll('greeting', both, adapters, portContext())
  t.same(port, [
    { name: 'far', embedded: false, port: { name: 'far' } },
    { name: 'near', embedded: false, port: { name: 'near' } },
    { name: 'here', embedded: true, port: { name: 'here' } },
  ])
  t.same(told, { capability: 'greeting', adapter: 'far', embedded: false, backups: ['near', 'here'], upgrades: [] })
  t.match(await chooseAll('greeting', env({}), adapters, portContext()), {
    adapter: 'here',
    embedded: true,
    backups: [],
  })
})
