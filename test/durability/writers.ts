import { setTimeout as wait } from 'node:timers/promises'
import { stateOf, stepOf } from './states.ts'

/** What a writer knows of one of its sessions. */
export interface Session {
  id: string
  /** The step of the last save that was answered with 200; 0 before the first. */
  acknowledged: number
  /** Steps sent after that whose answer never came, or was not 200: each may have been written. */
  inDoubt: number[]
}

export interface Writers {
  sessions: Session[]
  /** Saves answered with 200 so far. */
  count(): number
  /** Statuses of the answers that were not 200. */
  refused: Set<number>
  /** Resolves when nobody writes any more. */
  stop(): Promise<void>
}

const WRITERS = 8
/** Sessions that a writer saves at the same time, one save of each at a time. */
const SESSIONS_EACH = 3
const PATIENCE_MS = 10_000

/** Eight writers that save without pause. They go on through refusals and lost connections until they are stopped. */
export function startWriters(url: string, name: string): Writers {
  let running = true
  let count = 0
  const refused = new Set<number>()
  const sessions = Array.from({ length: WRITERS * SESSIONS_EACH }, (_, at): Session => {
    return { id: `${name}-${at % WRITERS}-${Math.floor(at / WRITERS)}`, acknowledged: 0, inDoubt: [] }
  })

  async function write(session: Session) {
    for (let step = 1; running; step++) {
      session.inDoubt.push(step)
      const status = await save(url, session.id, step)
      if (status === 200) {
        count++
        session.acknowledged = step
        session.inDoubt = []
      } else {
        if (status !== undefined) refused.add(status)
        await wait(10)
      }
    }
  }

  const ended = Promise.all(sessions.map(write))
  const stop = async () => {
    running = false
    await ended
  }
  return { sessions, count: () => count, refused, stop }
}

/** The status of the answer, or undefined when none came. */
async function save(url: string, sessionId: string, step: number): Promise<number | undefined> {
  try {
    const reply = await fetch(`${url}/api/v1/save`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ session_id: sessionId, state: stateOf(sessionId, step) }),
    })
    await reply.arrayBuffer()
    return reply.status
  } catch {
    return undefined
  }
}

export type Verdict = 'kept' | 'lost' | 'torn'

/** Loads a session back: the last acknowledged state, or a later one in doubt, must be there whole. */
export async function judge(url: string, session: Session): Promise<Verdict> {
  const { status, state } = await load(url, session.id)
  if (status !== 200) return session.acknowledged === 0 && status === 404 ? 'kept' : 'lost'
  return verdictOn(session, state)
}

/** A service that is busy says so with 503; that is no answer to whether the save is there. */
async function load(url: string, sessionId: string) {
  const until = performance.now() + PATIENCE_MS
  for (;;) {
    const reply = await fetch(`${url}/api/v1/load/${sessionId}`)
    const { state } = (await reply.json()) as { state?: unknown }
    if (reply.status !== 503 || performance.now() > until) return { status: reply.status, state }
    await wait(20)
  }
}

export function verdictOn({ id, acknowledged, inDoubt }: Session, state: unknown): Verdict {
  const step = stepOf(id, state)
  if (step === 'torn') return 'torn'
  return step === acknowledged || inDoubt.includes(step) ? 'kept' : 'lost'
}
