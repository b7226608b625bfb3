import type { StepContent, WholeContent } from '../../../../schemas/content/quests.ts'
import type { QuestPlan, QuestRequest } from '../../../../schemas/quests/plan.ts'
import { chooseBy, hash, render, type Slots, type Voice } from '../../../services/grammar.ts'
import { isMild, type Signal } from '../../../services/safety/safety.ts'
import { type Hazard, type Language, languages, sentences, topics } from './content.ts'
import type { Measures } from './measures.ts'
import { also, extra, MAX_NOTES, notesOf, REWARDS, some, stepOf, time } from './parts.ts'
import { type Reading, voiceOf } from './reading.ts'
import { measureOf, readStory, type Story } from './story.ts'
import { say, typeset } from './typeset.ts'

/** Name of the writer in served_by. */
export const WRITER_MODEL = 'quest-writer-2'

/** SGXP of the steps where earning is beside the point. */
const EVEN = [20, 20, 20, 20, 20]
/** The step of doing, by mode. */
const ACT = { supplies: 3, awareness: 3, helpers: 3, solo: 2 }

/** Writes a quest without any outside service. The same request, seed and day always give the same quest. */
export function writeQuest(request: QuestRequest, reading: Reading, now: Date): QuestPlan {
  const { quests } = languages[reading.language] ?? languages.en
  const voice = voiceOf(request)
  const { signal } = reading
  if (signal.verdict !== 'plan' && !isMild(signal)) return guided(quests, signal, request.seed, voice)
  const story = readStory(request, reading, now)
  if (reading.language !== 'en') return written(quests, story, isMild(signal))
  if (isMild(signal)) return unsure(story)
  return story.frame || story.hazard?.steps.length === 5 ? framed(story) : general(story)
}

/** A quest of another language than English. In mild doubt it does not repeat the idea, and names a helpline. */
function written(quests: Language['quests'], story: Story, isDoubtful: boolean): QuestPlan {
  const { request, slots, voice, pick } = story
  const content = pick('general', quests[request.help_mode])
  const measures = measureOf(story, undefined)
  if (!isDoubtful) return whole(content, voice, measures, slots)
  const quest = whole(content, voice, measures, { ...slots, idea: '…' })
  const helplines = (quests.listen[0]?.notes ?? []).map((text) => typeset(render(text, {}, voice)))
  return { ...quest, safety_notes: [...quest.safety_notes.slice(0, 1), ...helplines].slice(0, MAX_NOTES) }
}

/** A quest that repeats nothing: of trusted people, or another one than was asked for. */
function guided(quests: Language['quests'], { verdict, label }: Signal, seed: number, voice: Voice): QuestPlan {
  const pick = chooseBy(seed)
  if (verdict === 'decline') return whole(pick('decline', quests.decline), voice, { difficulty: 'Easy', days: 3 }, {})
  const about = label === 'abuse' || label === 'grooming' ? 'danger' : label === 'friend' ? 'friend' : 'distress'
  const content = verdict === 'care' ? pick('care', quests.care[about]) : pick('listen', quests.listen)
  return whole(content, voice, { difficulty: 'Easy', days: 1 }, {}, EVEN)
}

/** A quest by the plan of a frame, or by the one of a hazard. */
function framed(story: Story): QuestPlan {
  const { frame, hazard, request, slots, voice, pick } = story
  const plans = frame?.plans[request.help_mode] ?? []
  // Neighboring seeds give different plans.
  const plan = plans[(hash(slots.idea ?? '') + request.seed) % plans.length]
  const isReplaced = hazard?.steps.length === 5
  const isQuiet = isReplaced || frame?.tone === 'quiet'
  const { days, difficulty } = measureOf(story, frame)
  const goal = render((isReplaced ? hazard.goal : plan?.goal) ?? '', slots, voice)
  const steps = stepsOf(plan?.steps ?? [], hazard, request.help_mode)
  return {
    ...named(story),
    mission_summary: summary(
      !isReplaced && plan && render(plan.image, slots, voice),
      !isQuiet && render(sentences.named, slots, voice),
      render(pick('told', sentences.told[isQuiet ? 'quiet' : 'lively']), slots, voice),
      also(story),
      render(pick('mission', sentences.mission), { goal }, voice),
      time(story, days),
      story.isForeign && sentences.in_english,
    ),
    difficulty,
    estimated_duration_days: days,
    steps: steps.map((step, at) => stepOf(step, at, story, isReplaced ? '' : extra(story, at))),
    reflection_prompts: promptsOf(story, frame?.prompts ?? generalOf(story).prompts),
    safety_notes: notesOf(story, frame?.notes ?? []),
  }
}

/** Five steps: a hazard takes the place of the plan, or of the step of doing. */
function stepsOf(steps: StepContent[], hazard: Hazard | undefined, mode: QuestRequest['help_mode']): StepContent[] {
  if (!hazard) return steps
  if (hazard.steps.length === 5) return hazard.steps
  return steps.map((step, at) => (at === ACT[mode] ? (hazard.steps[0] as StepContent) : step))
}

/** A quest of its mode that fits every idea, and says so. */
function general(story: Story): QuestPlan {
  const { request, slots, voice } = story
  const content = generalOf(story)
  const { days, difficulty } = measureOf(story, undefined)
  return {
    ...named(story),
    mission_summary: summary(
      render(content.summary, slots, voice),
      also(story),
      time(story, days),
      story.isForeign && sentences.in_english,
    ),
    difficulty,
    estimated_duration_days: days,
    steps: stepsOf(content.steps, story.hazard, request.help_mode).map((step, at) =>
      stepOf(step, at, story, extra(story, at)),
    ),
    reflection_prompts: promptsOf(story, content.prompts),
    safety_notes: notesOf(story, content.notes),
  }
}

/** The same where it is not sure that the idea is harmless: nothing of it is repeated, and a helpline is named. */
function unsure(story: Story): QuestPlan {
  const { pick, voice } = story
  const silent: Story = { ...story, slots: sentences.defaults, hazard: undefined, deadline: undefined }
  const content = generalOf(silent)
  const { days, difficulty } = measureOf(silent, undefined)
  return {
    ...named(story),
    mission_summary: summary(render(pick('unsure', sentences.unsure), {}, voice), time(silent, days)),
    difficulty,
    estimated_duration_days: days,
    steps: content.steps.map((step, at) => stepOf(step, at, silent, '')),
    reflection_prompts: promptsOf(silent, content.prompts),
    safety_notes: notesOf(silent, content.notes, sentences.helpline),
  }
}

const generalOf = ({ request, pick }: Story) => pick('general', languages.en.quests[request.help_mode])
const named = ({ topic }: Story) => ({ quest_name: `OPERATION ${topic?.codename ?? topics.none}` })
const summary = (...texts: (string | undefined | false)[]) => typeset(say(...texts))
const promptsOf = ({ pick, slots, voice }: Story, prompts: string[]) =>
  some(pick, 'prompts', prompts, 3).map((text) => typeset(render(text, slots, voice)))

/** A quest that is written whole. */
function whole(
  content: WholeContent,
  voice: Voice,
  { difficulty, days }: Measures,
  slots: Slots,
  rewards = REWARDS,
): QuestPlan {
  const text = (template: string) => typeset(render(template, slots, voice))
  return {
    quest_name: `OPERATION ${content.name}`,
    mission_summary: text(content.summary),
    difficulty,
    estimated_duration_days: days,
    steps: content.steps.map(({ title, text: description }, at) => ({
      id: at + 1,
      title: text(title),
      description: text(description),
      sgxp_reward: rewards[at] as number,
    })),
    reflection_prompts: content.prompts.map(text),
    safety_notes: content.notes.map(text),
  }
}
