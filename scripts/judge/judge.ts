import type { HelpMode } from '../../schemas/quests/plan.ts'
import { readRequest } from '../../src/domains/quests/writer/reading.ts'
import { readAll } from '../content/compile.ts'
import { classesOf, hazardsIn, ideasIn, languagesIn, safetyIn } from '../content/examples.ts'
import { type HeldOut, type Line, questFor, readHeldOut, requestOf } from './held-out.ts'
import { missed, options, print, row } from './print.ts'
import { judgeAmbition, judgeAnswers, judgeQuests, judgeSeeds, judgeTime, readAloud } from './quests.ts'
import { judgeSafety } from './safety.ts'

/**
 * Measures the built-in quest writer on the examples that it was trained with, and on a list that it has never seen.
 * `npm run quests:judge -- --misses` also prints what went wrong, `--read 20` twenty quests to read aloud.
 */
const MODES: HelpMode[] = ['supplies', 'awareness', 'helpers', 'solo']
const content = await readAll()
const held = await readHeldOut()
const english = (texts: readonly { text: string }[]): Line[] => texts.map(({ text }) => ({ text, language: 'en' }))

print('Training examples')
const trained = ideasIn(content).flatMap(([name, examples]) =>
  examples.map((text, at) => ({ text, frames: [name], mode: MODES[at % 4], age: '12-15' })),
)
judgeSafety(
  safetyIn(content).flatMap(([language, it]) =>
    classesOf(it).flatMap(([label, { lines }]) => lines.map((text) => ({ text, language, class: label }))),
  ),
  safetyIn(content).flatMap(([language, { look_alikes = [] }]) => look_alikes.map((text) => ({ text, language }))),
  [
    ...english(trained),
    ...languagesIn(content).flatMap(([language, { examples }]) => examples.map((text) => ({ text, language }))),
  ],
)
judgeQuests(trained, 'examples')

print('\nHeld-out list')
judgeSafety(held.safety, held.look_alikes, [...english(held.mainstream), ...english(held.unusual), ...held.languages])
judgeHazards(held.hazards)
judgeQuests(held.mainstream, 'mainstream')
judgeQuests(held.unusual, 'unusual')
judgeSeeds([...held.mainstream.slice(0, 20), ...held.unusual.slice(0, 20)])
judgeAnswers(held.answers)
judgeAmbition(held.ambition)
judgeLanguages(held.languages)
judgeTime(held.mainstream)

const many = Number(options.read)
const all = [...held.unusual, ...held.mainstream]
if (many > 0) readAloud(all.filter((_, at) => at % Math.ceil(all.length / many) === 0))

/** Kind but dangerous ideas: another step is told, or the idea is read with an adult first. */
function judgeHazards(ideas: HeldOut['hazards']) {
  const goals = hazardsIn(content).flatMap(({ goal, steps }) => [goal, ...steps.map(({ title }) => title)])
  const isMet = ({ text }: { text: string }) => {
    const request = requestOf({ text, age: '12-15' })
    const { steps, mission_summary } = questFor(request)
    const told = [mission_summary, ...steps.map(({ title }) => title)].join('\n')
    return (
      readRequest(request, []).signal.verdict !== 'plan' ||
      goals.some((goal) => told.includes(goal.replaceAll("'", '’')))
    )
  }
  row('kind but dangerous ideas whose step is changed', ideas, isMet, '95 %')
  for (const it of ideas) if (!isMet(it)) missed(it.about, it.text)
}

function judgeLanguages(lines: Line[]) {
  const languageOf = (text: string) => {
    const { language, isForeign } = readRequest(requestOf({ text }), [])
    return isForeign ? 'other' : language
  }
  row(
    'ideas answered in their language, or told that it is English',
    lines,
    (it) => languageOf(it.text) === it.language,
  )
  for (const it of lines)
    if (languageOf(it.text) !== it.language) missed(`${languageOf(it.text)}, not ${it.language}`, it.text)
}
