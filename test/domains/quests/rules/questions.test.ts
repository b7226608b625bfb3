import t from 'tap'
import type { QuestIdea, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { writeQuest, writeQuestions } from '../../../../src/domains/quests/rules/rules.ts'

const long = 'Start a community garden behind the library'
const ask = (idea: Partial<QuestIdea>) => writeQuestions({ mission_idea: long, help_mode: 'solo', ...idea })
const quest = (request: Partial<QuestRequest>) =>
  JSON.stringify(writeQuest({ mission_idea: long, help_mode: 'helpers', seed: 0, ...request }))

t.test('Whom it helps and by when are always asked, then the question of the mode, then for detail', async (t) => {
  t.equal(ask({}).length, 2)
  t.match(ask({})[0], /^You want to start a community garden behind the library\. Who /)
  t.match(ask({})[1], /^By when/)
  t.match(ask({ help_mode: 'supplies' })[2], /^Which supplies .*packets of seeds/)
  t.match(ask({ help_mode: 'awareness' })[2], /^Which audience/)
  t.match(ask({ help_mode: 'helpers' })[2], /^How many helpers/)
  t.equal(ask({ help_mode: 'helpers' }).length, 3)
  t.equal(ask({ help_mode: 'helpers', mission_idea: 'Plant five old apple trees' }).length, 4, 'five words')
  t.equal(ask({ help_mode: 'helpers', mission_idea: 'Plant five old apple trees today' }).length, 3, 'six words')
  t.match(ask({ mission_idea: 'help cats' }).at(-1), /gave you the idea/)
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
  t.match(byNumber, /The whole street will be glad about it/)
  t.match(byNumber, /done by Friday/)
  t.match(byNumber, /7 people/)
})

t.test('Answers to questions of others are told apart by how they ask', async (t) => {
  const told = quest({
    clarifications: {
      'Who will benefit from the garden?': 'older neighbours',
      'When would you like to be finished?': 'in 3 weeks',
      'How many helpers can you find?': '9',
      'What is special about the place?': 'there is an old well',
    },
  })
  for (const words of [
    /Older neighbours will be glad/,
    /done in 3 weeks/,
    /9 people/,
    /You added: “there is an old well”/,
  ]) {
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
    'dunno',
    'none',
    'N/A',
    '?',
    '...',
    'null',
    'undefined',
  ]) {
    t.equal(
      quest({ clarifications: { q0: answer, q1: answer, q2: answer }, who: answer, where: answer, outcome: answer }),
      quest({}),
      answer,
    )
  }
})
