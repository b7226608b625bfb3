import t from 'tap'
import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { deadlineOf } from '../../../../src/domains/quests/writer/deadline.ts'
import { questOf, today } from '../../../fixtures/writer.ts'

t.test('What people say about time is so many days from today', async (t) => {
  const spoken: Record<string, number | undefined> = {
    tomorrow: 1,
    today: 1,
    'by Friday': 1,
    FRIDAY: 1,
    'this weekend': 2,
    'in 3 days': 3,
    '2 weeks': 14,
    'in two weeks': 14,
    'a month': 30,
    'in a month': 30,
    'within 3 months': 92,
    'by Christmas': 28,
    'before xmas!!': 28,
    'before the winter': 5,
    'when it gets cold': 340,
    Halloween: 339,
    'Easter 2027': 122,
    'before Ramadan': 74,
    'May 5': 160,
    '12/20': 24,
    asap: 7,
    'when it is done': undefined,
    'not sure': undefined,
    '': undefined,
    下周: undefined,
  }
  for (const [words, days] of Object.entries(spoken)) t.equal(deadlineOf(words, '', today)?.days, days, words)
})

t.test('A date in the idea is a deadline only after a word such as by or before', async (t) => {
  const days = (idea: string) => deadlineOf('', idea, today)?.days
  t.equal(days('collect 20 coats before Christmas'), 28)
  t.equal(days('we need a ramp by December 10'), 14)
  t.equal(days('a concert for grandma tomorrow'), 1)
  t.equal(days('a Christmas concert'), undefined)
  t.equal(days('my grandpa died in May'), undefined)
  t.equal(days('the playground has been broken since Monday'), undefined)
  t.equal(days('a garden that lasts'), undefined)
})

t.test('The quest says the deadline as it was said, and how long that is', async (t) => {
  const summary = (when: string) =>
    questOf({ mission_idea: 'Plant trees', clarifications: { q1: when } }).mission_summary
  t.match(summary('by December 10'), /by December 10/)
  t.match(summary('before Christmas'), /before Christmas.*four weeks/)
  t.match(summary('in 2 weeks'), /in 2 weeks.*two weeks/)
  t.notMatch(summary('idk'), /idk/)
})

t.test('It takes as long as the player says, or else what the doing, age and number suggest', async (t) => {
  const days = (request: Partial<QuestRequest>) =>
    questOf({ help_mode: 'supplies', ...request }).estimated_duration_days
  t.equal(days({ clarifications: { q1: 'tomorrow' } }), 1)
  t.equal(days({ clarifications: { q1: 'in 3 weeks' } }), 21)
  t.equal(days({ clarifications: { q1: 'in 6 months' }, age_range: '8-11' }), 30)
  t.equal(days({ clarifications: { q1: 'in 6 months' } }), 90)
  t.ok(days({ age_range: '8-11' }) < days({ age_range: '12-15' }))
  t.ok(days({ age_range: '12-15' }) < days({ age_range: 'Adult' }))
  t.ok(days({ mission_idea: 'Plant 300 trees near the lake' }) > days({}))
})

t.test('Difficulty follows age and ambition', async (t) => {
  const of = (request: Partial<QuestRequest>) => questOf({ help_mode: 'helpers', ...request }).difficulty
  const small = { mission_idea: 'Plant one little tree', help_mode: 'solo', who: 'just me' } as const
  const big = { mission_idea: 'Plant 200 trees in the whole city', clarifications: { q1: 'in 3 months' } } as const
  t.equal(of(small), 'Easy')
  t.equal(of(big), 'Hard')
  t.equal(of({ ...big, age_range: '16-18' }), 'Hard')
  t.equal(of({ ...big, age_range: '8-11' }), 'Medium', 'never hard for the youngest')
  const grades = ['Easy', 'Medium', 'Hard']
  const usual = of({ mission_idea: 'Plant some trees near the lake' })
  const tight = of({ mission_idea: 'Plant some trees near the lake', clarifications: { q1: 'tomorrow' } })
  t.ok(grades.indexOf(tight) > grades.indexOf(usual), 'a tight deadline is harder')
})

t.test('Years, ages, money and days are not how many there should be', async (t) => {
  for (const mission_idea of [
    'Raise $900 by 2030',
    'Help the 5th grade in room 212',
    'A garden for people aged 90',
    'Meet at 10:30 in 365 days',
  ]) {
    t.not(questOf({ mission_idea }).difficulty, 'Hard', mission_idea)
  }
})

t.test('No text is long or odd enough to make it slow', async (t) => {
  const phrases = [
    'hi, ',
    'i hit ',
    'paint ',
    'one-',
    '1',
    's',
    'stop people who ',
    'a,',
    'This is, ',
    '(',
    'ediness ',
    '@',
    'a1',
    '猫',
    'by ',
  ]
  for (const phrase of phrases) {
    const text = phrase.repeat(2000).slice(0, 2000)
    const answers = Array.from({ length: 10 }, (_, at) => [`q${at}`, text.slice(0, 500)])
    const request = { mission_idea: text, who: text.slice(0, 300), where: text.slice(0, 300), seed: 0 }
    // Time of the processor, which hardly changes with what else a machine does; many times what it takes.
    const took = Array.from({ length: 20 }, () => {
      const before = process.cpuUsage()
      questOf({ ...request, clarifications: Object.fromEntries(answers) })
      return process.cpuUsage(before).user / 1_000
    })
    t.ok(Math.min(...took) < 60, phrase)
  }
})
