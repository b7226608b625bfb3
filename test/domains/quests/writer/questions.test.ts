import t from 'tap'
import type { QuestIdea, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { questionsOf, questOf } from '../../../fixtures/writer.ts'

const long = 'Start a community garden behind the library'
const ask = (idea: Partial<QuestIdea>) => questionsOf({ mission_idea: long, ...idea })
const quest = (request: Partial<QuestRequest>) =>
  JSON.stringify(questOf({ mission_idea: long, help_mode: 'helpers', ...request }))

t.test('Whom it helps and by when are always asked, then the question of the mode, then for detail', async (t) => {
  t.equal(ask({}).length, 2)
  t.match(ask({})[0], /^Who/)
  t.match(ask({})[1], /when/i)
  t.equal(ask({ help_mode: 'helpers' }).length, 3)
  t.match(ask({ help_mode: 'helpers' })[2], /How many/)
  t.equal(ask({ help_mode: 'helpers', mission_idea: 'Plant five old apple trees' }).length, 4, 'five words')
  t.equal(ask({ help_mode: 'helpers', mission_idea: 'Plant five old apple trees today' }).length, 3, 'six words')
  t.match(ask({ mission_idea: 'plant trees' }).at(-1), /idea\?/)
})

t.test('Where the kind of doing is not clear, three are offered, and the answer decides', async (t) => {
  const idea = { mission_idea: 'asdf qwer', help_mode: 'solo' } as const
  const which = questionsOf(idea).at(-1) as string
  const [, a = '', b = '', c = ''] = /^Is it more about (.+), (.+) or (.+)\?$/.exec(which) ?? []
  t.ok(a && b && c, which)
  const told = (answer: string) => JSON.stringify(questOf({ ...idea, clarifications: { q2: answer } }).steps)
  const plans = [told('idk'), told(a), told(b), told(c)]
  t.equal(new Set(plans).size, 4, 'each has another plan, and so has no answer')
  t.equal(told('the first'), told(a))
  t.equal(told('B'), told(b))
  t.equal(told('3'), told(c))
  t.equal(
    JSON.stringify(questOf({ ...idea, clarifications: { [which]: b } }).steps),
    told(b),
    'by the text of the question',
  )
})

t.test('Eight-year-olds are asked in simple words', async (t) => {
  for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo'] as const) {
    for (const question of ask({ help_mode, age_range: '8-11', mission_idea: 'help cats' })) {
      t.notMatch(question, /supplies|audience|deadline|benefit/)
    }
  }
})

t.test('Answers find their question by number or by its text, however it is written', async (t) => {
  const answers = ['the whole street', 'by Friday', '7']
  const byNumber = quest({ clarifications: { q0: answers[0] ?? '', q1: answers[1] ?? '', q2: answers[2] ?? '' } })
  const questions = ask({ help_mode: 'helpers' })
  const byText = Object.fromEntries(questions.map((text, at) => [text, answers[at] ?? '']))
  const shouted = Object.fromEntries(
    questions.map((text, at) => [text.toUpperCase().replace(/[?.:]/g, ' !'), answers[at] ?? '']),
  )
  t.equal(quest({ clarifications: byText }), byNumber)
  t.equal(quest({ clarifications: shouted }), byNumber)
  t.match(byNumber, /“the whole street” \(for whom\)/)
  t.match(byNumber, /by Friday/)
})

t.test('Answers to questions of others are told apart by how they ask', async (t) => {
  const told = quest({
    clarifications: {
      'Who will benefit from the garden?': 'older neighbours',
      'When would you like to be finished?': 'in 3 weeks',
      'How many helpers can you find?': '9 friends',
      'What is special about the place?': 'there is an old well',
    },
  })
  for (const words of [/“older neighbours” \(for whom\)/, /done in 3 weeks/, /“9 friends”/, /“there is an old well”/]) {
    t.match(told, words)
  }
})

t.test('Answers that say nothing change nothing', async (t) => {
  for (const answer of [
    '',
    ' ',
    'idk',
    'IDK!',
    "I don't know",
    'you dont know yet',
    'dunno',
    'none',
    'N/A',
    '?',
    '...',
    'null',
  ]) {
    const answers = { q0: answer, q1: answer, q2: answer }
    t.equal(quest({ clarifications: answers, who: answer, where: answer, outcome: answer }), quest({}), answer)
  }
})
