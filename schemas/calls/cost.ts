import { type Static, Type } from '@sinclair/typebox'
import { defaulted, enumOf, nullable, ref } from '../shared.ts'
import { callMembers } from './call.ts'

export const components = ['carrier', 'stt', 'llm', 'tts', 'platform'] as const
export const CostComponent = enumOf(components, {
  description:
    'carrier: the connection; stt: speech to text; llm: the text model; tts: text to speech; platform: this service',
})
export type CostComponent = Static<typeof CostComponent>

export const CallCostItem = Type.Object(
  {
    component: CostComponent,
    provider: Type.String({ examples: ['twilio'] }),
    model: Type.String({ examples: ['outbound'] }),
    quantity: Type.Integer({ description: 'How many units' }),
    unit: enumOf(['minute', 'second', 'character', 'turn', 'adjustment'], {
      description: 'adjustment: the difference to what was counted before, of which there is one',
    }),
    unit_price_micro_usd: nullable(
      Type.Integer({ description: 'Price of `per` units, in millionths of a US dollar; null where the sum was told' }),
    ),
    per: Type.Integer({ minimum: 1 }),
    amount_micro_usd: Type.Integer({ description: 'In millionths of a US dollar, rounded up' }),
    price_version: nullable(Type.Integer(), { description: 'Of the price list; null where the provider told the sum' }),
    status: enumOf(['estimated', 'final'], { description: 'final: it will not be corrected' }),
    simulated: Type.Boolean({ description: 'true: counted as if it were carried and spoken; nothing was paid' }),
  },
  { $id: 'CallCostItem', description: 'One part of what a call costs' },
)
export type CallCostItem = Static<typeof CallCostItem>

const itemExample = {
  ...{ component: 'carrier', provider: 'twilio', model: 'outbound', quantity: 5, unit: 'minute' },
  ...{ unit_price_micro_usd: 14_000, per: 1, amount_micro_usd: 70_000, price_version: 1 },
  ...{ status: 'estimated', simulated: false },
}

export const CallCost = Type.Object(
  {
    items: Type.Array(ref(CallCostItem)),
    total_micro_usd: Type.Integer({ description: 'The sum of the items' }),
    cost_status: enumOf(['estimated', 'final']),
    charged_credits: Type.Integer({ minimum: 0 }),
    simulated: Type.Boolean(),
  },
  {
    $id: 'CallCost',
    description: 'What a call costs, item by item',
    examples: [
      {
        items: [itemExample],
        ...{ total_micro_usd: 70_000, cost_status: 'estimated', charged_credits: 5, simulated: false },
      },
    ],
  },
)
export type CallCost = Static<typeof CallCost>

export const CallWarning = Type.Object(
  {
    code: enumOf(['shortened', 'no_credit', 'budget', 'near_budget', 'simulated', 'not_allowed']),
    message: Type.String(),
  },
  { $id: 'CallWarning', description: 'What stands against a call, or makes it another one than was asked for' },
)
export type CallWarning = Static<typeof CallWarning>

export const CallEstimate = Type.Object(
  {
    credits: Type.Integer({ minimum: 1, description: 'What is reserved' }),
    allowed_minutes: Type.Integer({ minimum: 0, description: 'Minutes that credits, budget and persona allow' }),
    items: Type.Array(ref(CallCostItem)),
    total_micro_usd: Type.Integer({ description: 'The sum of the items' }),
    simulated: Type.Boolean(),
    warnings: Type.Array(ref(CallWarning)),
  },
  { $id: 'CallEstimate', description: 'What a call may cost when it lasts as long as it may' },
)
export type CallEstimate = Static<typeof CallEstimate>

export const EstimateInput = Type.Object(
  { ...callMembers, phone_number: Type.Optional(callMembers.phone_number), record: defaulted(callMembers.record) },
  { additionalProperties: false, examples: [{ persona_id: 'brad_001', max_duration_minutes: 5 }] },
)
export type EstimateInput = Static<typeof EstimateInput>
