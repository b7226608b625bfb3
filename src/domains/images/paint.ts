import type { OwnerKey } from '../../../db/owner.ts'
import type { ImageRequest } from '../../../schemas/images/index.ts'
import { type Refusal, refuse } from '../../errors.ts'
import {
  isPainted,
  type Missed,
  type Needs,
  type Painted,
  paintBuiltIn,
  paintByModel,
} from '../../services/painting/paint.ts'
import { budgetExceeded } from '../../services/spending/refusal.ts'

/** Refusals for what the caller should hear of. Anything else is painted by the built-in painter. */
function refusalOf({ reason, retryAfterMs = 60_000, category, exceeded }: Missed): Refusal | undefined {
  if (exceeded) return budgetExceeded(exceeded)
  if (reason === 'blocked') return blocked(category)
  if (reason === 'timeout') return refuse('image-timeout')
  if (reason !== 'quota') return undefined
  return refuse('image-quota-exceeded', { headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) } })
}

export const blocked = (category = 'safety') =>
  refuse('content-blocked', {
    message: `The provider does not make this (${category}). Nothing was charged; change the words.`,
    members: { category },
  })

/** A picture by a model, or by the built-in painter when none is configured or the one that is cannot be reached. */
export async function paintPicture(
  deps: Needs,
  { subject_type, subject_name, aspect_ratio, seed }: ImageRequest,
  prompt: string,
  caller: { owner: OwnerKey; signal: AbortSignal | undefined },
): Promise<Painted> {
  const subject = { type: subject_type, name: subject_name }
  const request = { subject, prompt, aspectRatio: aspect_ratio, seed }
  const outcome = await paintByModel(deps, request, caller)
  if (isPainted(outcome)) return outcome
  const refusal = refusalOf(outcome)
  if (refusal) throw refusal
  return paintBuiltIn(deps, request, outcome)
}
