import { TypeCompiler } from '@sinclair/typebox/compiler'
import fc from 'fast-check'
import t from 'tap'
import { Questions, QuestPlan, type QuestRequest } from '../../../../schemas/quests/plan.ts'
import { questOf as writeQuest, questionsOf as writeQuestions } from '../../../fixtures/writer.ts'

const isPlan = TypeCompiler.Compile(QuestPlan)
const areQuestions = TypeCompiler.Compile(Questions)
/** The longest quotation of a player: what is longer is cut. */
const LONGEST_WORD = 160

function faultOf(request: QuestRequest) {
  const plan = writeQuest(request)
  const questions = writeQuestions(request)
  const [error] = [...isPlan.Errors(plan), ...areQuestions.Errors(questions)]
  if (error) return `${error.path} ${error.message}`
  const long = JSON.stringify([plan, questions])
    .match(/[\p{L}\d]+/gu)
    ?.find((word) => word.length > LONGEST_WORD)
  return long && `a word of ${long.length} letters`
}

/** Words that some pattern of the rules takes for a thing, a person, a place or a plan, and letters without an end. */
const known =
  'I want to collect clean feed my your our class grandma dog for to with in because but people should stop through drive recycling collection food birds the a 10 x s Saturday ( ) . , ! ? : ; - “ 👍 [ \n \ud800 \u0000'
const long = fc
  .tuple(fc.constantFrom(...'xsIZ-ßİ👍я'), fc.constantFrom(120, 300, 690), fc.constantFrom('', 's', '.', 'ing'))
  .map(([letter, count, end]) => letter.repeat(count) + end)
const word = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...known.split(' ')) },
  { weight: 1, arbitrary: long },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
)
const text = (maxLength: number) =>
  fc.array(word, { minLength: 1, maxLength: 40 }).map((words) => words.join(' ').slice(0, maxLength))
const requests: fc.Arbitrary<QuestRequest> = fc.record(
  {
    mission_idea: text(2_000).map((idea) => (/\S/.test(idea) ? idea : 'x')),
    help_mode: fc.constantFrom('supplies', 'awareness', 'helpers', 'solo'),
    age_range: fc.constantFrom('8-11', '12-15', '16-18', 'Adult'),
    nickname: text(50),
    who: text(300),
    where: text(300),
    outcome: text(300),
    clarifications: fc.dictionary(fc.constantFrom('q0', 'q1', 'q2', 'q3', 'By when?'), text(500), { maxKeys: 4 }),
    seed: fc.nat(20),
  },
  { requiredKeys: ['mission_idea', 'help_mode', 'seed'] },
)

t.test('Words without an end are cut wherever they are said again', async (t) => {
  const [one, many] = ['x'.repeat(700), `${'x'.repeat(650)}s`]
  const ideas = [
    `${many} ${many} ${many} for me`,
    `${one} drive 1:2 ((`,
    `${one}s recycling [`,
    `I want to ${one} the park`,
    `My ${one} is sad`,
    `collect ${one}s`,
  ]
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo'] as const) {
    for (const mission_idea of ideas)
      t.equal(faultOf({ mission_idea, help_mode, seed: 0 }), undefined, mission_idea.slice(-9))
  }
})

t.test('Whatever the idea, the quest and the questions follow the published schema', async (t) => {
  fc.assert(
    fc.property(requests, (request) => {
      const fault = faultOf(request)
      if (fault) throw new Error(fault)
    }),
    { numRuns: 500 },
  )
  t.pass()
})
