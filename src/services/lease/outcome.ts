import { type Refusal, refuse, type Slug } from '../../errors.ts'

/** How a shared work ended, as JSON text for the waiters of all processes. */
export type Outcome = string

type Stored = { value: unknown } | { refused: { slug: Slug; extra: Refusal['extra'] } }

const stringify = (stored: Stored) => JSON.stringify(stored)

export const outcomeOf = (value: unknown): Outcome => stringify({ value })

/** A refusal without the members of its log line: each process logs what it knows itself. */
export const outcomeOfRefusal = ({ slug, extra: { log: _log, ...extra } }: Refusal): Outcome =>
  stringify({ refused: { slug, extra } })

/** The value of an outcome, a new copy each time. Throws the refusal when it is one. */
export function readOutcome(outcome: Outcome): unknown {
  const stored = JSON.parse(outcome) as Stored
  if ('refused' in stored) throw refuse(stored.refused.slug, stored.refused.extra)
  return stored.value
}

/** A refusal for the caller of the work alone, such as its own rate limit: one of the others works instead. */
export class NotShared extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}
