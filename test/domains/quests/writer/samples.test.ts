import t from 'tap'
import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import requests from '../../../fixtures/quest-requests.json' with { type: 'json' }
import quests from '../../../fixtures/quest-samples.json' with { type: 'json' }
import { questOf } from '../../../fixtures/writer.ts'

const sample = (at: number) => questOf(requests[at] as Partial<QuestRequest>)
const told = (at: number) => JSON.stringify(sample(at))

t.test('The samples become these quests, to be read by those who change a word', async (t) => {
  t.equal(quests.length, requests.length)
  for (const [at, request] of requests.entries()) t.strictSame(sample(at), quests[at], request.mission_idea)
})

t.test('The sample about stray cats asks for blankets and food for at least ten shelter cats', async (t) => {
  t.equal(sample(0).quest_name, 'OPERATION COMFY PAWS')
  t.match(sample(0).mission_summary, /JayNova/)
  t.match(told(0), /10 blankets, .*cat food for at least 10 shelter cats/)
  t.match(told(0), /stray cats/)
})

t.test('The garden is a garden, and the park a park', async (t) => {
  t.equal(sample(1).quest_name, 'OPERATION GREEN ROOTS')
  t.match(told(1), /community garden/)
  t.equal(sample(2).quest_name, 'OPERATION CLEAN SWEEP')
  t.match(told(2), /“kids” \(who\), “local park” \(where\), “cleaner environment” \(what should be different\)/)
  t.match(sample(2).steps.at(-1)?.description, /“cleaner environment”/)
  t.match(told(3), /“older neighbours” \(for whom\)/)
  t.match(sample(3).mission_summary, /before the winter/)
})

t.test('The idea stands in the summary once, as it was written, and nowhere else', async (t) => {
  for (const mission_idea of [
    'Hi! we should recycle more at school!!!',
    'SAVE MY STREET',
    'Quiero ayudar a los perros de mi calle',
    'ساعد القطط في شارعنا',
    'my hamster died and I want to remember him',
  ]) {
    const { mission_summary, steps, ...rest } = questOf({ mission_idea })
    const plain = mission_idea.replace(/!+/g, (marks) => marks.charAt(0))
    t.equal(mission_summary.split(plain).length, 2, mission_summary)
    t.notMatch(JSON.stringify([steps, rest]), plain)
  }
  t.match(
    questOf({ mission_idea: `We plant trees ${'and more trees '.repeat(120)}` }).mission_summary,
    /…”/,
    'a long one is cut',
  )
})

t.test('A seed changes the plan, and ten of them share few sentences', async (t) => {
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo'] as const) {
    const plans = [0, 1, 2, 3].map((seed) => questOf({ mission_idea: 'Plant trees at our school', help_mode, seed }))
    t.equal(new Set(plans.map(({ steps }) => steps[2]?.title)).size, 4, 'four seeds, four plans')
  }
})

t.test('A danger changes the step, and an adult may do what a child may not', async (t) => {
  const climb = {
    mission_idea: 'climb up on the roof of the school and clean the gutters',
    help_mode: 'helpers',
  } as const
  const young = questOf({ ...climb, age_range: '12-15' })
  t.match(young.safety_notes.join(' '), /ladder|roof|height|climb/i)
  t.notMatch(JSON.stringify(young.steps), /climb (?:up|on)/i)
  t.not(questOf({ ...climb, age_range: 'Adult' }).steps[2]?.title, young.steps[2]?.title)
})

t.test('Eight-year-olds have their grown-up with them in every step', async (t) => {
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo'] as const) {
    for (const mission_idea of [
      'plant trees at school',
      'help cats',
      'Visit the nursing home',
      'read a book to my sister',
    ]) {
      for (const seed of [0, 1, 2, 3]) {
        const { steps } = questOf({ mission_idea, help_mode, seed, age_range: '8-11' })
        for (const { id, description, title } of steps)
          t.match(
            `${title} ${description}`,
            /grown-up|adult|parent|teacher|famil/i,
            `${help_mode} ${mission_idea} ${seed} ${id}`,
          )
      }
    }
  }
})

t.test('Adults are not told to ask one, and without an age the under-eighteens are', async (t) => {
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo'] as const) {
    for (const mission_idea of ['plant trees', 'help the shelter', 'start a book club', 'fix old bikes']) {
      for (const seed of [0, 1, 2, 3]) {
        const texts = (request: Partial<QuestRequest>) =>
          JSON.stringify(questOf({ mission_idea, help_mode, seed, ...request }))
        t.notMatch(texts({ age_range: 'Adult' }), /adult you trust|your grown-up|under 18/i, mission_idea)
        t.match(texts({}), /under 18/)
      }
    }
  }
})
