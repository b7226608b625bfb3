import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { good, served } from '../../fixtures/generation.ts'
import { openaiServer } from '../../fixtures/models.ts'
import { ideaOf, questsOf } from '../../fixtures/quests.ts'
import { onBoth } from '../../fixtures/world.ts'

const content = join(import.meta.dirname, '..', '..', '..', 'content', 'languages')
/** An ordinary idea in each language that quests are written in. */
const ideas: Record<string, string> = Object.fromEntries(
  ['en', 'es', 'fr', 'de', 'pt', 'it', 'nl', 'pl', 'tr', 'ar', 'th', 'ja', 'zh'].map((code) => {
    const { examples } = parse(readFileSync(join(content, `${code}.yaml`), 'utf8')) as { examples: string[] }
    return [code, examples.find((text) => text.length > 14 && !/["“”«»„]|\s,/.test(text)) as string]
  }),
)
const english = /\b(?:the|and|with|you|your)\b/

onBoth(t, 'An idea is answered in its own language, in every mode', async (t, world) => {
  const { generate, clarify } = questsOf(world)
  for (const [language, mission_idea] of Object.entries(ideas)) {
    for (const help_mode of ['supplies', 'awareness', 'helpers', 'solo']) {
      const quest = (await generate(ideaOf({ mission_idea, help_mode }))).json()
      t.match(quest, { language, guidance: 'plan' }, `${language} ${help_mode}`)
      const told = mission_idea.replaceAll("'", '’')
      t.equal(quest.mission_summary.split(told).length, 2, 'the idea stands in it once, as it was written')
      if (language !== 'en') t.notMatch(JSON.stringify([quest.mission_summary, quest.steps]), english)
    }
    const { questions } = (await clarify(ideaOf({ mission_idea }))).json()
    if (language !== 'en') t.notMatch(questions.join(), english)
  }
})

onBoth(t, 'Accept-Language decides where the words could be of any language', async (t, world) => {
  const { generate, clarify } = questsOf(world)
  const languageFor = async (accept: string, mission_idea = 'pizza 🍕') =>
    (await generate(ideaOf({ mission_idea }), { 'accept-language': accept })).json().language
  t.equal(await languageFor('de-AT,de;q=0.9,en;q=0.5'), 'de')
  t.equal(await languageFor('sv, ja;q=0.8'), 'ja')
  t.equal(await languageFor('en-US'), 'en')
  t.equal(await languageFor('*'), 'en')
  for (const odd of ['constructor', '__proto__', 'toString, de;q=0.1', 'x'.repeat(200)])
    t.match(await languageFor(odd), /^(?:en|de)$/, odd)
  t.equal(await languageFor('de', ideas.fr), 'fr', 'the idea’s own language is stronger')
  t.equal(await languageFor(';;;q=x,,', ideas.en), 'en')
  const asked = await clarify(ideaOf({ mission_idea: '🐱🐱' }), { 'accept-language': 'es' })
  t.match(asked.json().questions[0], /¿/)
})

onBoth(t, 'Whoever writes in a language that has no quests is told that this one is in English', async (t, world) => {
  const { generate } = questsOf(world)
  const told = async (mission_idea: string, accept?: string) =>
    (await generate(ideaOf({ mission_idea }), accept ? { 'accept-language': accept } : {})).json()
  t.match(await told('Jag vill samla varma filtar till härbärget i vår stad'), {
    language: 'en',
    mission_summary: /in English/,
  })
  t.match(await told('Хочу собрать тёплые одеяла для приюта в нашем городе'), {
    language: 'en',
    mission_summary: /in English/,
  })
  t.match(await told('pizza', 'sv'), { language: 'en', mission_summary: /in English/ })
  t.notMatch((await told(ideas.en as string, 'sv')).mission_summary, /in English/)
})

t.test('Care, listening and declining are written in every language', async (t) => {
  const { languages } = await import('../../../src/domains/quests/writer/content.ts')
  t.strictSame(Object.keys(languages).sort(), Object.keys(ideas).sort())
  for (const [code, { quests }] of Object.entries(languages)) {
    for (const list of [...Object.values(quests.care), quests.listen, quests.decline]) t.ok(list.length > 0, code)
  }
})

t.test('A model is told the language, and its note on adults is in it', async (t) => {
  const model = await openaiServer(t)
  const { quest } = await served(t, [model])
  model.say(good.replace('Walk the park with a parent', 'Gehe mit deinen Eltern durch den Park'))
  const told = await quest({ mission_idea: ideas.de, age_range: '12-15' })
  t.match(JSON.stringify(model.requests[0]?.body), /Write in Deutsch/)
  t.match(told, { language: 'de', served_by: { fallback: false } })
  t.match(told.safety_notes[0], /Erwachsenen/)
})
