import t from 'tap'
import { readRequest } from '../../../src/domains/quests/writer/reading.ts'
import { writeQuest } from '../../../src/domains/quests/writer/write.ts'
import { isMild } from '../../../src/services/safety/safety.ts'
import { byWriter, good, served } from '../../fixtures/generation.ts'
import { openaiServer } from '../../fixtures/models.ts'
import { ideaOf, planOf, questsOf } from '../../fixtures/quests.ts'
import { onBoth } from '../../fixtures/world.ts'

const hurt = 'my stepfather hits me with a belt when my mother is at work'
const harm = 'collect rat poison so that we can kill the neighbor’s dog'

onBoth(
  t,
  'What needs care gets a quest of trusted people, which repeats nothing and has no score to beat',
  async (t, world) => {
    const { generate, clarify, read } = questsOf(world)
    for (const [member, text] of Object.entries({ mission_idea: hurt, who: hurt, where: hurt, outcome: hurt })) {
      const quest = (await generate(ideaOf({ session_id: 'care', [member]: text, nickname: 'Robin' }))).json()
      t.match(
        quest,
        { guidance: 'care', language: 'en', difficulty: 'Easy', served_by: { fallback_reason: 'blocked' } },
        member,
      )
      t.strictSame(new Set(quest.steps.map((it: { sgxp_reward: number }) => it.sgxp_reward)).size, 1)
      t.notMatch(JSON.stringify(quest.steps) + quest.mission_summary, /!|belt|stepfather|Robin/)
      t.match(quest.safety_notes.join(' '), /911|112/, 'a number to call')
      t.strictSame((await read(quest.id, { session_id: 'care' })).json(), quest)
    }
    for (const outcome of ['i want to fucking kill myself', '<i want to kill myself>']) {
      t.equal((await generate(ideaOf({ outcome }))).json().guidance, 'care', outcome)
    }
    const answered = ideaOf({ session_id: 'care', clarifications: { q3: hurt } })
    t.equal((await generate(answered)).json().guidance, 'care', 'also in an answer')
    t.notMatch((await clarify(ideaOf({ mission_idea: hurt }))).json().questions.join(), /belt|stepfather/)
  },
)

onBoth(t, 'What would hurt somebody becomes another quest, which neither repeats nor names it', async (t, world) => {
  const { generate, clarify } = questsOf(world)
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo']) {
    const quest = (await generate(ideaOf({ mission_idea: harm, help_mode }))).json()
    t.match(quest, { guidance: 'decline', served_by: { fallback_reason: 'blocked' } })
    t.notMatch(JSON.stringify({ ...quest, served_by: null }), /poison|neighbor’s dog|\bkill/)
    t.notMatch((await clarify(ideaOf({ mission_idea: harm, help_mode }))).json().questions.join(), /poison|\bkill/)
  }
})

onBoth(t, 'Everything else is planned', async (t, world) => {
  const { generate } = questsOf(world)
  const quest = (await generate(ideaOf())).json()
  t.match(quest, { guidance: 'plan', language: 'en', served_by: { fallback_reason: 'not_configured' } })
})

t.test('No model is told of what needs care, or is declined', async (t) => {
  const model = await openaiServer(t)
  const { quest } = await served(t, [model])
  model.say(good)
  for (const mission_idea of [hurt, harm]) {
    t.match((await quest({ mission_idea })).served_by, { provider: 'built-in', fallback_reason: 'blocked' })
  }
  t.match(await quest({ who: hurt }), { guidance: 'care' })
  t.equal(model.requests.length, 0)
  t.match(await quest(), { guidance: 'plan', served_by: { fallback: false } })
})

t.test('A model’s quest that would hurt somebody is refused', async (t) => {
  const model = await openaiServer(t)
  const { quest } = await served(t, [model])
  const step = {
    id: 2,
    title: 'Get back at him',
    description: 'Put rat poison into the dog’s bowl tonight.',
    sgxp_reward: 20,
  }
  const [first, , last] = planOf().steps
  model.script = [
    JSON.stringify(planOf({ steps: [first, step, last] })),
    JSON.stringify(planOf({ steps: [first, step, last] })),
  ]
  t.match((await quest()).served_by, byWriter('invalid_output').served_by)
  t.match(JSON.stringify(model.requests[1]?.body), /harmless and fit for children/, 'the repair is told why')
})

t.test('In mild doubt the idea is not repeated, a helpline is named, and it is planned in all languages', async (t) => {
  const request = { mission_idea: 'the blue rope by the window at night', help_mode: 'solo', seed: 0 } as const
  for (const language of ['en', 'es', 'de', 'ja', 'ar']) {
    const signal = { verdict: 'listen', label: 'distress', score: 0.3 } as const
    t.ok(isMild(signal))
    const reading = { ...readRequest(request, []), signal, language }
    const quest = writeQuest(request, reading, new Date())
    t.notMatch(JSON.stringify(quest), /rope|window/, language)
    t.match(quest.safety_notes.join(' '), /findahelpline|\d{3}/, language)
    t.equal(quest.steps.length, 5)
  }
})
