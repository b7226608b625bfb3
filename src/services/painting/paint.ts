import type { OwnerKey } from '../../../db/owner.ts'
import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { ImageAsk, Painting } from '../../ports/imaging/port.ts'
import { reasonOf } from '../generation/attempt.ts'
import type { ConvertedPicture } from '../pictures/messages.ts'
import { UnusablePicture } from '../pictures/unusable-picture.ts'
import { BudgetSpent, type Exceeded } from '../spending/budget.ts'
import { settleFailure } from '../spending/failed-call.ts'
import { quantitiesOf } from '../spending/quantities.ts'

export type Needs = Pick<Deps, 'clock' | 'imaging' | 'paidCalls' | 'pictures'> & {
  env: Pick<Deps['env'], 'IMAGING_DEADLINE_MS'>
}

/** What is to be painted, before it is known who paints it. */
export type PaintRequest = Omit<ImageAsk, 'deadlineMs' | 'signal'>

export interface Painted {
  picture: ConvertedPicture
  served_by: ServedBy
}

/** Why no model painted. */
export interface Missed {
  reason: FallbackReason
  /** Of a quota: milliseconds until the provider may be asked again. */
  retryAfterMs: number | undefined
  /** Of blocked content: what the provider calls it, in a word. */
  category: string | undefined
  /** The limit of the owner's own budget that does not allow it. */
  exceeded: Exceeded | undefined
  costMicroUsd: number
  startedAt: number
}

/**
 * Asks the configured models in their order, each once. A picture that cannot be decoded counts as no answer. Stops at a
 * model that blocks the content: no other one is asked for what one of them refuses. Throws only the signal's reason.
 * `owner` pays; null for what the service pays for all.
 */
export async function paintByModel(
  deps: Needs,
  request: PaintRequest,
  { owner, signal }: { owner: OwnerKey | null; signal?: AbortSignal | undefined },
): Promise<Painted | Missed> {
  const startedAt = deps.clock.elapsed()
  const deadline = startedAt + deps.env.IMAGING_DEADLINE_MS
  const missed: Missed = {
    reason: 'not_configured',
    retryAfterMs: undefined,
    category: undefined,
    exceeded: undefined,
    costMicroUsd: 0,
    startedAt,
  }
  let isFirst = true
  for (const provider of deps.imaging.filter(({ embedded }) => !embedded)) {
    try {
      const ask = { ...request, signal, deadlineMs: deadline - deps.clock.elapsed() }
      return await paintBy(deps, provider, owner, ask, missed)
    } catch (error) {
      const why = whyOf(error)
      if (isFirst || why.reason === 'blocked') Object.assign(missed, why)
      isFirst = false
      if (why.reason === 'blocked' || why.reason === 'budget') break
    }
  }
  return missed
}

/** By the painter of this service, which is always there. Throws `overloaded` when too many pictures wait. */
export async function paintBuiltIn({ imaging, pictures, clock }: Needs, request: PaintRequest, missed: Missed) {
  const embedded = imaging.find((provider) => provider.embedded)
  if (!embedded) throw new Error('imaging has no embedded adapter')
  const painting = await embedded.port.paint({ ...request, deadlineMs: Number.POSITIVE_INFINITY })
  const picture = await pictures.convert(painting.picture)
  const served_by: ServedBy = {
    provider: embedded.name,
    model: painting.model,
    cached: false,
    fallback: true,
    fallback_reason: missed.reason,
    latency_ms: Math.round(clock.elapsed() - missed.startedAt),
    cost_micro_usd: missed.costMicroUsd,
  }
  return { picture, served_by }
}

export const isPainted = (outcome: Painted | Missed): outcome is Painted => 'picture' in outcome

type Provider = Deps['imaging'][number]

/** One call of a model, paid from what is reserved before it. Its cost is added, also when it fails. */
async function paintBy(
  deps: Needs,
  { name, port }: Provider,
  owner: OwnerKey | null,
  ask: ImageAsk,
  missed: Missed,
): Promise<Painted> {
  ask.signal?.throwIfAborted()
  const most = quantitiesOf(name, { pictures: 1 })
  const paid = { owner, service: 'image', provider: name, model: port.model, most }
  const call = await deps.paidCalls.reserve(paid, ask.signal)
  try {
    const painting = await port.paint(ask)
    const picture = await convert(deps, painting)
    missed.costMicroUsd += await call.settle(quantitiesOf(name, painting.usage))
    const served_by: ServedBy = {
      provider: name,
      model: painting.model,
      cached: false,
      fallback: missed.reason !== 'not_configured',
      fallback_reason: missed.reason === 'not_configured' ? null : missed.reason,
      latency_ms: Math.round(deps.clock.elapsed() - missed.startedAt),
      cost_micro_usd: missed.costMicroUsd,
    }
    return { picture, served_by }
  } catch (error) {
    missed.costMicroUsd += await settleFailure(call, name, error)
    throw error
  }
}

/** A provider's picture that cannot be used is a wrong answer, and paid like any other. */
async function convert({ pictures }: Needs, { picture, usage }: Painting): Promise<ConvertedPicture> {
  try {
    return await pictures.convert(picture)
  } catch (error) {
    if (!(error instanceof UnusablePicture)) throw error
    throw new ProviderFailure('bad_response', 'the picture cannot be used', { usage })
  }
}

function whyOf(error: unknown): Omit<Missed, 'startedAt' | 'costMicroUsd'> {
  const reason = reasonOf(error)
  const { retryAfterMs, category } = error as Partial<ProviderFailure>
  return { reason, retryAfterMs, category, exceeded: error instanceof BudgetSpent ? error.exceeded : undefined }
}
