import { judge, type Session, startWriters } from './writers.ts'

export interface Outcome {
  trials: number
  acknowledged: number
  lost: number
  torn: number
  /** Times that the server's process ended without having been killed by us. */
  crashes: number
  /** Trials after which SQLite's own check found a fault in the file. */
  unsound: number
  /** Statuses, other than 200, that a save was answered with. */
  refused: Set<number>
  /** Milliseconds from each new start to the first answer. */
  readyMs: number[]
}

export const begin = (): Outcome => {
  return { trials: 0, acknowledged: 0, lost: 0, torn: 0, crashes: 0, unsound: 0, refused: new Set(), readyMs: [] }
}

/** What is done to the service in one trial. */
export interface Fault {
  cut(): Promise<void>
  /** Ends when the service answers again. */
  revive(): Promise<void>
}

const CUT_AFTER_MS = { least: 50, most: 500 }

/**
 * Writers save for a random while, then comes the cut. They stop before the service is back: what they would save then
 * could hide what was lost.
 */
export async function trial(url: string, name: string, random: () => number, outcome: Outcome, fault: Fault) {
  const writers = startWriters(url, name)
  const afterMs = CUT_AFTER_MS.least + random() * (CUT_AFTER_MS.most - CUT_AFTER_MS.least)
  await new Promise((resolve) => setTimeout(resolve, afterMs))
  await fault.cut()
  await writers.stop()
  await fault.revive()
  outcome.trials++
  outcome.acknowledged += writers.count()
  for (const status of writers.refused) outcome.refused.add(status)
  await judgeAll(url, writers.sessions, outcome)
  return writers.sessions
}

export async function judgeAll(url: string, sessions: Session[], outcome: Outcome) {
  for (const session of sessions) {
    const verdict = await judge(url, session)
    if (verdict !== 'kept') outcome[verdict]++
  }
}
