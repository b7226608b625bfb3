import t from 'tap'
import type { PricesContent } from '../../../schemas/content/prices.ts'
import { problemsOf, readContent } from '../../../scripts/content/check.ts'
import { seedContent } from '../../../src/app.ts'
import { onBoth } from '../../fixtures/world.ts'

const file = 'content/prices.yaml'
const read = async () => (await readContent(file)) as PricesContent

t.test(
  'A price that stands twice, has two units, or a unit without an amount for the unknown, is refused',
  async (t) => {
    const content = await read()
    const [first] = content.prices
    if (!first) throw new Error('there is no price')
    const problemOf = (more: Partial<typeof first>) =>
      problemsOf(file, { ...content, prices: [...content.prices, { ...first, ...more }] })[0]
    t.match(problemOf({}), /text\.smartinference\.input from 2026-01-01.* stands there twice/)
    t.match(problemOf({ unit: 'minute', effective_from: '2027-01-01T00:00:00.000Z' }), /has prices of two units/)
    t.match(problemOf({ key: 'new.thing', unit: 'furlong' }), /has no price of a furlong/)
    t.match(problemOf({ price_micro_usd: 0.5 }), /price_micro_usd/)
    t.match(problemOf({ effective_from: '2027-01-01' }), /effective_from/)
  },
)

onBoth(
  t,
  'Prices become rows once, whoever starts at the same time, and rows of the operator are kept',
  async (t, { deps }) => {
    const { prices } = await read()
    const rows = () => deps.db.selectFrom('service_pricing').selectAll().orderBy('key').orderBy('version').execute()
    t.strictSame((await rows()).length, prices.length)
    t.ok((await rows()).every(({ version }) => version === 1))
    await deps.db
      .updateTable('service_pricing')
      .set({ price_micro_usd: 1 } as never)
      .where('key', '=', 'image.gemini')
      .execute()
    await deps.db.deleteFrom('service_pricing').where('key', '=', 'call.inbound').execute()
    const own = { key: 'call.outbound', version: 2, price_micro_usd: 9, per: 1, unit: 'minute' }
    await deps.db
      .insertInto('service_pricing')
      .values({ ...own, effective_from: '2026-11-01T00:00:00.000Z' })
      .execute()
    await Promise.all([seedContent(deps), seedContent(deps), seedContent(deps)])
    const now = await rows()
    t.equal(now.length, prices.length + 1)
    t.equal(now.find(({ key }) => key === 'image.gemini')?.price_micro_usd, 1)
    t.strictSame(
      now.filter(({ key }) => key === 'call.outbound').map((it) => [it.version, it.price_micro_usd]),
      [
        [1, 14_000],
        [2, 9],
      ],
    )
  },
)
