import type { Scenario } from '../../../schemas/scenarios.ts'
import type { findScenario } from './store.ts'

type Row = NonNullable<Awaited<ReturnType<typeof findScenario>>>

export const toScenario = ({ user_id, ...same }: Row): Scenario => ({
  ...same,
  created_by: user_id === null ? 'system' : 'user',
})
