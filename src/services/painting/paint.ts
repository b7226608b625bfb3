import type { FallbackReason, ServedBy } from '../../../schemas/served-by.ts'
import type { Deps } from '../../deps.ts'
import { ProviderFailure } from '../../ports/failure.ts'
import type { ImageAsk, Picture } from '../../ports/imaging/port.ts'
import { reasonOf } from '../generation/attempt.ts'
import { type BudgetNeeds, reserveCall } from '../generation/budget.ts'
import type { ConvertedPicture } from '../pictures/messages.ts'
import { UnusablePicture } from '../pictures/unusable-picture.ts'

export type Needs = Pick<Deps, 'imaging' | 'pictures'> &
  BudgetNeeds<'image'> & { env: Pick<Deps['env'], 'IMAGING_DEADLINE_MS'> }

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
  costMicroUsd: number
  startedAt: number
}

/**
 * Asks the configured models in their order, each once. A picture that cannot be decoded counts as no answer. Stops at a
 * model that blocks the content: no other one is asked for what one of them refuses. Throws only the signal's reason.
 */
export async function paintByModel(
  deps: Needs,
  request: PaintRequest,
  signal?: AbortSignal,
): Promise<Painted | Missed> {
  const startedAt = deps.clock.elapsed()
  const deadline = startedAt + deps.env.IMAGING_DEADLINE_MS
  const missed: Missed = {
    reason: 'not_configured',
    retryAfterMs: undefined,
    category: undefined,
    costMicroUsd: 0,
    startedAt,
  }
  let isFirst = true
  for (const provider of deps.imaging.filter(({ embedded }) => !embedded)) {
    try {
      return await paintBy(deps, provider, { ...request, signal, deadlineMs: deadline - deps.clock.elapsed() }, missed)
    } catch (error) {
      const why = whyOf(error)
      missed.costMicroUsd += why.costMicroUsd
      if (isFirst || why.reason === 'blocked') Object.assign(missed, { ...why, costMicroUsd: missed.costMicroUsd })
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

async function paintBy(deps: Needs, { name, port }: Provider, ask: ImageAsk, missed: Missed): Promise<Painted> {
  const call = await reserveCall(deps, 'image')
  let costMicroUsd = 0
  try {
    const painting = await port.paint(ask)
    costMicroUsd = painting.costMicroUsd
    const picture = await convert(deps, painting.picture, costMicroUsd)
    const served_by: ServedBy = {
      provider: name,
      model: painting.model,
      cached: false,
      fallback: missed.reason !== 'not_configured',
      fallback_reason: missed.reason === 'not_configured' ? null : missed.reason,
      latency_ms: Math.round(deps.clock.elapsed() - missed.startedAt),
      cost_micro_usd: missed.costMicroUsd + costMicroUsd,
    }
    return { picture, served_by }
  } catch (error) {
    if (error instanceof ProviderFailure && (!error.isCalled || error.kind === 'blocked')) await call.release()
    throw error
  }
}

/** A provider's picture that cannot be used is a wrong answer, and paid like any other. */
async function convert({ pictures }: Needs, picture: Picture, costMicroUsd: number): Promise<ConvertedPicture> {
  try {
    return await pictures.convert(picture)
  } catch (error) {
    if (!(error instanceof UnusablePicture)) throw error
    throw new ProviderFailure('bad_response', 'the picture cannot be used', { costMicroUsd })
  }
}

function whyOf(error: unknown): Omit<Missed, 'startedAt'> {
  const reason = reasonOf(error)
  const { retryAfterMs, category, costMicroUsd = 0 } = error as Partial<ProviderFailure>
  return { reason, retryAfterMs, category, costMicroUsd }
}
