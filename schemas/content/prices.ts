import { type Static, Type } from '@sinclair/typebox'
import { closed } from './text.ts'

const Micros = Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 })
const Per = Type.Integer({ minimum: 1, maximum: 1_000_000_000 })
const Unit = Type.String({ pattern: '^[a-z_]+$' })

/** content/prices.yaml: what outside services charge. */
export const PricesContent = Type.Object(
  {
    prices: Type.Array(
      Type.Object(
        {
          key: Type.String({ pattern: '^[a-z0-9_]+([.-][a-z0-9_]+)+$' }),
          price_micro_usd: Micros,
          per: Per,
          unit: Unit,
          effective_from: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' }),
        },
        closed,
      ),
      { minItems: 1 },
    ),
    unknown: Type.Record(Unit, Type.Object({ price_micro_usd: Micros, per: Per }, closed)),
  },
  closed,
)
export type PricesContent = Static<typeof PricesContent>
