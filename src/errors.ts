import { rowOf, type Slug } from '../schemas/refusals.ts'

export type { Slug }
export type Detail = { path: string; message: string }

type Extra = {
  message?: string
  details?: Detail[]
  /** Further members of the body, e.g. `current` of a conflict. */
  members?: Record<string, unknown>
  headers?: Record<string, string>
  /** Members of the log line, not of the answer. */
  log?: Record<string, unknown>
}

/** Error that plugins/error-handler.ts answers. Contains only what every caller may read. */
export class Refusal extends Error {
  readonly status: number
  readonly slug: Slug
  readonly extra: Extra

  constructor(slug: Slug, extra: Extra = {}) {
    super(extra.message ?? rowOf(slug).sentence)
    this.status = rowOf(slug).status
    this.slug = slug
    this.extra = extra
  }
}

export const refuse = (slug: Slug, extra?: Extra) => new Refusal(slug, extra)

/** Bad input found by a rule rather than by the schema. */
export const invalid = (details: Detail[]) => refuse('invalid-request', { details, message: sentence(details) })

/** The first detail as a sentence, so that `message` alone already says what to correct. */
export const sentence = ([first]: Detail[]) =>
  first ? `${first.path} ${first.message}` : rowOf('invalid-request').sentence
