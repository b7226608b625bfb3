import t from 'tap'
import { seeded, stateOf, stepOf } from './states.ts'
import { cutPostgres, killServer } from './trials.ts'
import { verdictOn } from './writers.ts'

t.test('the durability check itself tells a kept state from a lost and from a torn one', async (t) => {
  const session = { id: 'a', acknowledged: 5, inDoubt: [6, 7] }
  for (const step of [5, 6, 7]) t.equal(verdictOn(session, stateOf('a', step)), 'kept')
  for (const step of [4, 8]) t.equal(verdictOn(session, stateOf('a', step)), 'lost')
  const state = stateOf('a', 5)
  const torn = [
    { ...state, heroes: stateOf('a', 6).heroes },
    { ...state, notes: state.notes.slice(1) },
    { ...state, extra: 1 },
    stateOf('b', 5),
    {},
    undefined,
  ]
  for (const it of torn) t.equal(verdictOn(session, it), 'torn')
  const { step, ...others } = state
  t.equal(stepOf('a', { ...others, step }), 5, 'the order of members does not matter')
})

const quiet = () => {}

t.test('what saveSession has acknowledged, loadSession gives back whole after a kill', async (t) => {
  const seed = Date.now() % 1_000_000
  const outcome = await killServer(5, seeded(seed), quiet)
  t.match(outcome, { trials: 5, lost: 0, torn: 0, crashes: 0, unsound: 0 }, `seed ${seed}`)
  t.ok(outcome.acknowledged > 0)
})

t.test('what saveSession has acknowledged is kept when Postgres is cut off, and the server lives on', async (t) => {
  const seed = Date.now() % 1_000_000
  const outcome = await cutPostgres(2, seeded(seed), quiet)
  t.match(outcome, { trials: 2, lost: 0, torn: 0, crashes: 0 }, `seed ${seed}`)
  t.ok(outcome.acknowledged > 0)
  t.strictSame([...outcome.refused], [503])
})
