import type { OnStep, Step } from '../src/services/backups/progress.ts'
import type { progressBar } from './progress-bar.ts'

const words: Record<Step, string> = {
  snapshot: 'copying the database',
  files: 'reading files again',
  rows: 'reading rows again',
  objects: 'reading pictures again',
}

/** Shows the steps of a backup on a progress bar. */
export const showSteps =
  (bar: ReturnType<typeof progressBar>): OnStep =>
  (step, share) =>
    bar.show(share, words[step])
