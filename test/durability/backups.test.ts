import t from 'tap'
import { engines } from '../fixtures/world.ts'
import { backUpWhileWriting } from './backup-trials.ts'
import { killCommands } from './kill-trials.ts'
import { seeded } from './states.ts'

for (const engine of engines) {
  t.test(
    `a backup made while a server saves holds one moment, with all that was acknowledged before (${engine})`,
    async (t) => {
      const outcome = await backUpWhileWriting(engine, 2, () => {})
      t.match(outcome, { trials: 2, good: 2 })
      t.ok(outcome.writesPerSecond > 0)
    },
  )

  t.test(
    `a backup or a restore that is killed leaves nothing half made, and the next one goes through (${engine})`,
    async (t) => {
      const seed = Date.now() % 1_000_000
      t.match(await killCommands(engine, 4, seeded(seed)), { trials: 4, bad: 0 }, `seed ${seed}`)
    },
  )
}
