import t from 'tap'
import { createPersona, putRelationship } from '../../../src/domains/personas/actions.ts'
import { deleteOfPersona } from '../../../src/domains/personas/relationship-store.ts'
import { markDeleted } from '../../../src/domains/personas/store.ts'
import { createScenario } from '../../../src/domains/scenarios/actions.ts'
import { errorOf } from '../../fixtures/adapter.ts'
import { personaOf, personasOf, scenarioOf } from '../../fixtures/personas.ts'
import { refusalOf } from '../../fixtures/saves.ts'
import { onBoth } from '../../fixtures/world.ts'

onBoth(t, 'A user who was deleted a moment ago is unauthorized, and makes nothing', async (t, { deps }) => {
  const userId = crypto.randomUUID()
  const user = { kind: 'user', userId } as never
  for (const making of [
    () => createPersona(deps, userId, personaOf() as never),
    () => createScenario(deps, userId, scenarioOf() as never),
    () =>
      putRelationship(deps, user, 'brad_001', {
        relationship_type: 'friend',
        custom_system_prompt: null,
        is_favorite: false,
      } as never),
  ])
    t.match(await errorOf(making()), { slug: 'unauthorized' })
})

onBoth(t, 'A relationship with a persona of the service that is deleted meanwhile is not kept', async (t, world) => {
  const { db } = world.deps
  const { relate } = personasOf(world)
  const { replying } = await db.transaction().execute(async (trx) => {
    await markDeleted(trx, 'brad_001', '2026-11-20T09:30:00.000Z')
    await deleteOfPersona(trx, 'brad_001')
    const replying = relate('brad_001', {})
    await new Promise((resolve) => setTimeout(resolve, 100))
    return { replying }
  })
  t.strictSame(refusalOf(await replying), [404, 'persona-not-found'])
  t.strictSame(await db.selectFrom('user_persona_relationships').select('persona_id').execute(), [])
})
