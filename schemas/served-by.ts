import { type Static, Type } from '@sinclair/typebox'
import { enumOf, nullable } from './shared.ts'

/** Why the preferred provider did not serve. */
export const FallbackReason = enumOf(
  ['not_configured', 'timeout', 'unavailable', 'quota', 'invalid_output', 'blocked', 'budget', 'circuit_open'],
  { description: 'Why the preferred provider did not serve; null when it did' },
)
export type FallbackReason = Static<typeof FallbackReason>

export const ServedBy = Type.Object(
  {
    provider: Type.String({
      description: 'Provider of this content; built-in: this service itself',
      examples: ['built-in'],
    }),
    model: Type.String({ examples: ['quest-writer-2'] }),
    cached: Type.Boolean({ description: 'Made earlier for the same request' }),
    fallback: Type.Boolean({ description: 'Not made by the preferred provider' }),
    fallback_reason: nullable(FallbackReason),
    latency_ms: Type.Integer({ minimum: 0, description: 'Milliseconds it took, all attempts together' }),
    cost_micro_usd: Type.Integer({
      minimum: 0,
      description: 'Millionths of a US dollar, all attempts together; 0 for what this service makes itself',
    }),
  },
  {
    $id: 'ServedBy',
    description: 'Provider of generated content, the reason for a fallback, and the cost',
    examples: [
      {
        provider: 'built-in',
        model: 'quest-writer-2',
        cached: false,
        fallback: true,
        fallback_reason: 'not_configured',
        latency_ms: 1,
        cost_micro_usd: 0,
      },
    ],
  },
)
export type ServedBy = Static<typeof ServedBy>
