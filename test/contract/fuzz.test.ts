import { test } from 'tap'
import { openPair } from '../fuzz/pair.ts'
import { fuzzRound } from '../fuzz/round.ts'

/** The same requests each time; `FUZZ_SEED=… npm test -- test/contract/fuzz.test.ts` sends others, and `npm run fuzz` more. */
const seed = Number(process.env.FUZZ_SEED ?? 1)
const wanted = Number(process.env.FUZZ_CASES ?? 3_000)

test('no request makes the service fail or break its contract, and both databases answer it alike', async (t) => {
  const pair = await openPair(t)
  let cases = 0
  for await (const outcome of fuzzRound(pair, { seed, cases: wanted })) {
    cases += outcome.cases
    const counted = Object.entries(outcome.statuses).map(([status, count]) => `${count} × ${status}`)
    const title = `${outcome.operationId}: ${counted.join(', ')} (FUZZ_SEED=${seed})`
    t.strictSame(outcome.found, [], title)
  }
  t.ok(cases >= wanted, `${cases} cases (FUZZ_SEED=${seed})`)
})
