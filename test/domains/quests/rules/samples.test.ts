import t from 'tap'
import type { QuestRequest } from '../../../../schemas/quests/plan.ts'
import { writeQuest } from '../../../../src/domains/quests/rules/rules.ts'
import requests from '../../../fixtures/quest-requests.json' with { type: 'json' }
import quests from '../../../fixtures/quest-samples.json' with { type: 'json' }

t.test('The samples become these quests, to be read by whoever changes a word', async (t) => {
  t.equal(quests.length, requests.length)
  for (const [at, request] of requests.entries()) {
    t.strictSame(writeQuest({ seed: 0, ...request } as QuestRequest), quests[at], request.mission_idea)
  }
})

t.test('The sample about stray cats asks for blankets and food for at least ten shelter cats', async (t) => {
  const quest = writeQuest({ seed: 0, ...requests[0] } as QuestRequest)
  t.equal(quest.quest_name, 'OPERATION COMFY PAWS')
  t.match(quest.mission_summary, /JayNova/)
  t.match(quest.mission_summary, /10 blankets, .*cat food for at least 10 shelter cats/)
})

t.test('Who, where and outcome stand where they belong, with the articles they lack', async (t) => {
  const told = JSON.stringify(writeQuest({ seed: 0, ...requests[2] } as QuestRequest))
  t.match(told, /together with other kids/)
  t.match(told, /at the local park/)
  t.match(told, /: a cleaner environment\./)
})

t.test('Players are read as they write', async (t) => {
  const summary = (mission_idea: string, rest: object = {}) =>
    writeQuest({ mission_idea, help_mode: 'solo', seed: 0, ...rest }).mission_summary
  t.match(summary('Hi! we should recycle more at school!!!'), /[Yy]ou want to recycle more at school\./)
  t.match(summary('SAVE MY STREET'), /[Yy]ou want to save your street\./)
  t.match(summary('Cleaning up the beach with my friends'), /[Yy]ou want to clean up the beach with your friends\./)
  t.match(summary('book drive'), /[Yy]ou want a book drive\./)
  t.match(summary('I think that kids should read more'), /^Kids should read more\./)
  t.match(summary('I feel lonely at lunch'), /^You feel lonely at lunch\. That is where this quest begins/)
  t.match(summary('lunch debt at our school'), /“lunch debt at our school”/)
  t.match(summary('Quiero ayudar a los perros'), /“Quiero ayudar a los perros”/)
  t.match(summary('ساعد القطط'), /“ساعد القطط”/)
  t.match(summary(`help ${'very '.repeat(390)}much`), /^.{0,200}…/)
  t.match(summary('???'), /something in mind/)
})

t.test('Whoever is named does it or is helped by it, as the words suggest', async (t) => {
  const steps = (who: string) =>
    JSON.stringify(writeQuest({ mission_idea: 'plant trees', help_mode: 'helpers', seed: 0, who }))
  for (const [who, words] of Object.entries({
    'my class': 'together with your class',
    'with kids': 'together with kids',
    'me and my friends': 'together with your friends',
    'older people': 'Older people will be glad about it',
    'for my grandma': 'Your grandma will be glad about it',
    Emma: 'Part of it from the start: Emma',
  })) {
    t.match(steps(who), words)
  }
  t.notMatch(steps('just me'), /together with you\b/)
})

t.test('What to collect is what the player names, as many as they say, or else what the topic needs', async (t) => {
  const summary = (mission_idea: string, q2 = '', q0 = '') =>
    writeQuest({ mission_idea, help_mode: 'supplies', age_range: '12-15', clarifications: { q0, q2 }, seed: 0 })
      .mission_summary
  t.match(summary('help cats'), /10 blankets, 10 towels and 20 cans of cat food for at least 10 shelter cats/)
  t.match(summary('help cats', '', 'seven stray kittens'), /for at least seven stray kittens/)
  t.match(summary('help cats', 'yarn, soup'), /yarn and soup for/)
  t.match(summary('Collect 40 blankets for the cats'), /40 blankets, 10 towels/)
  t.match(summary('winter coat drive'), /10 coats for/)
  t.match(summary('I want to donate my old toys'), /collect 10 toys/)
  t.match(summary('There are 30 kids at my school who get no lunch'), /for at least 30 kids/)
})
