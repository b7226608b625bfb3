import type { QuestPlan } from '../../schemas/quests/plan.ts'
import { recogniseFrame } from '../../src/domains/quests/writer/frame.ts'
import { readRequest } from '../../src/domains/quests/writer/reading.ts'
import { normalise, wordsOf } from '../../src/services/text/normalise.ts'
import { type AnsweredIdea, type HeldOut, type Idea, questFor, requestOf } from './held-out.ts'
import { missed, print, row } from './print.ts'

const frameOf = ({ text }: Idea) => recogniseFrame(text, '', '').name

/** Words of an idea that carry its content. */
const contentWords = (text: string) =>
  wordsOf(normalise(text)).filter((word) => word.length > 3 || /[^a-z']/.test(word))

/** Whether no word of the idea stands in the steps after the first. */
function isBare(idea: Idea): boolean {
  const [, ...steps] = questFor(requestOf(idea)).steps
  const told = normalise(steps.map(({ description }) => description).join(' '))
  return !contentWords(idea.text).some((word) => told.includes(word.slice(0, Math.max(4, word.length - 2))))
}

const measureOf = (idea: Idea) => {
  const { difficulty, estimated_duration_days } = questFor(requestOf(idea))
  return `${difficulty} ${estimated_duration_days}`
}
const groupOf = ({ mode, age }: Idea) => `${mode} ${age}`

/** What most quests of a mode and an age say of difficulty and days. */
function usualOf(ideas: Idea[]): Map<string, string> {
  const usual = new Map<string, string>()
  for (const group of new Set(ideas.map(groupOf))) {
    const counts = new Map<string, number>()
    for (const idea of ideas.filter((it) => groupOf(it) === group))
      counts.set(measureOf(idea), (counts.get(measureOf(idea)) ?? 0) + 1)
    usual.set(group, [...counts].reduce((best, it) => (it[1] > best[1] ? it : best))[0])
  }
  return usual
}

/** What quests make of ideas. */
export function judgeQuests(ideas: Idea[], name: string) {
  const sure = ideas.filter((idea) => frameOf(idea) !== undefined)
  const isRight = (idea: Idea) => idea.frames?.includes(frameOf(idea) as string) === true
  row(`${name}: the kind of doing is recognised`, ideas, (idea) => frameOf(idea) !== undefined, '80 %')
  row(`${name}: rightly, where it is`, sure, isRight)
  for (const idea of sure) if (!isRight(idea)) missed(`${frameOf(idea)}, not ${idea.frames}`, idea.text)
  const planned = ideas.filter((idea) => readRequest(requestOf(idea), []).signal.verdict === 'plan')
  row(`${name}: steps 2 to 5 without a word of the idea`, planned, isBare, '5 %')
  for (const idea of planned) if (isBare(idea)) missed('no word of', idea.text)
  const usual = usualOf(ideas)
  row(`${name}: difficulty and days like most of mode and age`, ideas, (it) => measureOf(it) === usual.get(groupOf(it)))
  row(
    `${name}: quiet ideas that are cheered`,
    ideas.filter(({ quiet }) => quiet),
    (idea) => JSON.stringify(questFor(requestOf({ ...idea, text: idea.text.replaceAll('!', '') }))).includes('!'),
  )
}

const sentencesOf = ({ steps }: QuestPlan) =>
  new Set(steps.flatMap(({ description }) => description.split(/(?<=[.!?”])\s+/)).filter((it) => it.length > 12))

/** What ten seeds of one idea have in common. */
export function judgeSeeds(ideas: Idea[]) {
  const pairs = ideas.flatMap((idea) => {
    const quests = Array.from({ length: 10 }, (_, seed) => questFor(requestOf(idea, seed)))
    return quests.flatMap((one, at) => quests.slice(at + 1).map((other) => [one, other] as [QuestPlan, QuestPlan]))
  })
  const sentences = pairs.flatMap(([one, other]) => {
    const known = sentencesOf(other)
    return [...sentencesOf(one)].map((sentence) => known.has(sentence))
  })
  row('sentences that two of ten seeds share', sentences, (isShared) => isShared, '35 %')
  row('pairs of seeds with the same plan', pairs, ([one, other]) => one.steps[2]?.title === other.steps[2]?.title)
}

/** Useless answers that are said again, doubled words, names that are cut, holes. */
const faults =
  /you do?n’?t know|\bidk\b|not sure yet|\ba yours\b|\b(the|for|a|to|about) \1\b|[{}]|undefined|\bMs\.?”|“”| \./i

export function judgeAnswers(requests: AnsweredIdea[]) {
  const faultOf = (it: AnsweredIdea) => {
    const { mission_summary, steps } = questFor(requestOf(it))
    const texts = [mission_summary, ...steps.map(({ description }) => description)].join(' ')
    return faults.exec(texts.replaceAll(it.text.replaceAll("'", '’'), 'the idea'))?.[0]
  }
  row('quests with a fault of insertion', requests, (it) => faultOf(it) !== undefined, '0')
  for (const it of requests) if (faultOf(it)) missed(`“${faultOf(it)}”`, JSON.stringify(it))
}

export function judgeAmbition(pairs: HeldOut['ambition']) {
  const grades = { Easy: 1, Medium: 2, Hard: 3 }
  const differs = ({ small, big, mode, age }: HeldOut['ambition'][number]) => {
    const [one, other] = [small, big].map((text) => questFor(requestOf({ text, mode, age }))) as [QuestPlan, QuestPlan]
    return (
      grades[one.difficulty] !== grades[other.difficulty] ||
      one.estimated_duration_days !== other.estimated_duration_days
    )
  }
  row('pairs of a small and a large form that are told apart', pairs, differs)
  for (const it of pairs) if (!differs(it)) missed('the same', `${it.small} / ${it.big}`)
}

/** Quests that are written before the time is taken, so that the code is compiled. */
const WARM = 40

/** Texts that take long to read. */
const longest = ['i want to help ', 'a1 ', 'kill ', '猫', 'x', 'I.', 'before friday and ', 'the cats of ', 'Ü! ', '12 ']

export function judgeTime(ideas: Idea[]) {
  const cpuOf = (text: string, rounds: number) => {
    for (let seed = 0; seed < WARM; seed++) questFor(requestOf({ text }, seed))
    const begun = process.cpuUsage()
    for (let seed = 0; seed < rounds; seed++) questFor(requestOf({ text }, seed))
    const { user, system } = process.cpuUsage(begun)
    return (user + system) / 1000 / rounds
  }
  const usual = ideas.map(({ text }) => cpuOf(text, 5))
  const worst = longest.map((it) => cpuOf(it.repeat(2000).slice(0, 2000), 20))
  print(`  CPU of a quest: ${(usual.reduce((sum, it) => sum + it, 0) / usual.length).toFixed(2)} ms   to reach: 1 ms`)
  print(`  CPU of the worst 2,000 characters: ${Math.max(...worst).toFixed(2)} ms   to reach: 5 ms`)
}

/** Prints quests, to be read aloud. */
export function readAloud(ideas: Idea[]) {
  for (const idea of ideas) {
    const quest = questFor(requestOf(idea))
    print(`\n${'='.repeat(100)}\n${idea.text} [${idea.mode}, ${idea.age}] ${frameOf(idea) ?? '–'}`)
    print(`${quest.quest_name} · ${quest.difficulty} · ${quest.estimated_duration_days} days\n${quest.mission_summary}`)
    for (const { id, title, description } of quest.steps) print(`${id}. ${title}: ${description}`)
    print(`? ${quest.reflection_prompts.join(' ')}\n! ${quest.safety_notes.join(' ')}`)
  }
}
