import t from 'tap'
import { savesOf, stateOf } from '../fixtures/saves.ts'
import { world } from '../fixtures/world.ts'

t.test('A member that may be several things is refused with what they are', async (t) => {
  const { save } = savesOf(await world(t, 'sqlite'))
  const refusals: [object, string, string][] = [
    [{ symbol_choice: 5 }, 'symbol_choice', 'must be a string or null'],
    [{ symbol_choice: 'x'.repeat(201) }, 'symbol_choice', 'must have at most 200 characters'],
    [{ choices: { scene8: {} } }, 'choices.scene8', 'must be a string or a number or true or false or null'],
  ]
  for (const [members, member, message] of refusals) {
    const reply = await save('a', stateOf({ ...members }))
    t.equal(reply.statusCode, 400)
    t.strictSame(reply.json().details, [{ path: `body.state.${member}`, message }])
  }
})
