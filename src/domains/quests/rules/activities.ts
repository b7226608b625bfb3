import { type Activity, getting, mourning, plain, signs } from './activity-signs.ts'
import { activities, type Doing } from './doings.ts'
import { hosting, marching, own } from './doings-events.ts'
import { exploring, learning, publishing, studying } from './doings-learning.ts'
import { remembering, someone, surprise } from './doings-people.ts'
import { petting, searching } from './doings-pets.ts'
import { asking, keeping, persuading, repairing } from './doings-places.ts'
import type { Idea } from './idea.ts'
import type { Kit } from './kit.ts'
import { headOf, wordsOf } from './phrases.ts'
import { deedIn, namedBy, personIn, petIn, purposeOf, subjectOf, threatenedIn } from './subject.ts'
import type { Topic } from './topics.ts'

/** Making something is what these topics have no better words for. */
const crafted = new Set<Topic>(['anything', 'elders', 'homeless'])
const crafts =
  /^(?:to )?(?:knit|crochet|sew|paint|bake|draw|craft|build|invent|make an?(?! (?:\w+ )?(?:difference|change|garden|club|bed|plan|place|day|week|team|group|line)\b))\b(?!.*\b(?:gardens?|beds|paths?)\b)/i
/** Their own words for mending are better. */
const mended = new Set<Topic>(['traffic', 'climate', 'plants', 'litter', 'food', 'kindness', 'lonely', 'recycling'])

/** Says that something should get better, not how: the topic knows ways to do it. */
const vague =
  /^(?:help|save|support|protect|stop|end|fight|improve|care|change|make|reduce|prevent|do|get|have|use|raise|spread|promote|celebrate|start|create|organi[sz]e|run|hold|host|launch|join|add|open|be|beautify|boost|encourage|inspire|thank|keep|set|plan|find|bring|give|fix)$/
const missing = /\b(?:lost|missing|ran away|run away|disappeared|escaped|find|look for|search for)\b/i
/** Joining in where others have the plan, or clearing away. */
const elsewhere = /^(?:(?:help|volunteer|work)(?: out)? (?:at|in) (?:the|a|an|our|your) (?!garden)|get rid of\b)/i
/** What the topics have their own words for. */
const known: Partial<Record<Topic, RegExp>> = {
  litter: /^(?:clean|clear|pick|sweep|remove|scatter|recycle|rake|collect|tidy)$/,
  plants: /^(?:plant|replant|grow|water|weed|sow|compost)$/,
  climate: /^(?:recycle|reuse|count)$/,
  wildlife: /^(?:watch|rescue|adopt|count)$/,
  food: /^(?:collect|feed|donate|pack|gather|share|deliver)$/,
  homeless: /^(?:collect|donate|pack|gather|deliver)$/,
  books: /^(?:read|collect|donate|share|gather)$/,
  lonely: /^(?:invite|welcome|include|cheer|play|talk)$/,
  elders: /^(?:visit|cheer|comfort|play|talk|call|write|sing)$/,
  kindness: /^(?:include|invite|welcome|unite|talk)$/,
  cats: /^(?:comfort|feed|donate|collect|rescue)$/,
  dogs: /^(?:comfort|feed|donate|collect|rescue)$/,
  animals: /^(?:comfort|feed|donate|collect|rescue)$/,
  school: /^(?:paint|decorate|brighten|renovate|repair|clean|tidy)$/,
}

/** Where the topic says nothing, the way the idea is put tells what is done. */
function plainly(idea: Idea): Activity | undefined {
  const text = idea.kind === 'wish' ? (idea.verb ?? idea.words) : ''
  return getting.test(text) ? 'persuading' : plain.find(([, sign]) => sign.test(text))?.[0]
}

function activityOf(idea: Idea, topic: Topic): Activity | undefined {
  if (mourning.test(idea.words)) return 'remembering'
  if (petIn(idea)) return missing.test(idea.words) ? 'searching' : 'petting'
  if (personIn(idea))
    return /\b(?:birthday|surprise|thank|celebrate|special)\b|\bmake .*\b(?:happy|smile|proud|laugh)\b/i.test(
      idea.words,
    )
      ? 'surprise'
      : 'someone'
  const text = idea.kind === 'wish' ? (idea.verb ?? idea.words) : idea.words
  const found = signs.find(([name, sign]) => sign.test(text) && !(name === 'repairing' && mended.has(topic)))?.[0]
  if (found && found !== 'craft') return found
  if (topic === 'anything' && namedBy(idea)) return 'exploring'
  if (idea.kind !== 'wish') return undefined
  if (/^(?:club|band|choir|league)$/.test(headOf(wordsOf(idea.words)))) return 'club'
  if (crafts.test(text) || (found && crafted.has(topic))) return 'craft'
  const [verb = ''] = wordsOf(idea.verb ?? '')
  if (topic === 'anything') return plainly(idea) ?? (verb ? 'own' : undefined)
  if (elsewhere.test(text)) return 'own'
  return verb && !vague.test(verb) && !known[topic]?.test(verb) ? 'own' : undefined
}

/** The plan in a few words, or nothing. */
const brief = (idea: Idea): string => {
  const plan = idea.kind === 'wish' ? (idea.verb ?? '').replace(/\s(?:so|because|since|when)\s.*$/i, '') : ''
  return plan.length <= 60 && !plan.endsWith('…') ? plan : ''
}

function doingOf(activity: Activity, idea: Idea, isYoung: boolean): Doing {
  const it = subjectOf(idea)
  const [, people = 'people', deed = 'begin'] = getting.exec(brief(idea)) ?? []
  const base = brief(idea) ? own(brief(idea)) : {}
  const made: Record<Exclude<Activity, keyof typeof activities>, () => Doing> = {
    someone: () => someone(personIn(idea), isYoung),
    surprise: () => surprise(personIn(idea), isYoung),
    learning,
    publishing: () => publishing(isYoung),
    exploring: () => exploring(namedBy(idea)),
    studying,
    remembering,
    repairing: () => repairing(it, isYoung),
    keeping: () => keeping(threatenedIn(idea) || it, isYoung),
    asking: () => asking(it, isYoung),
    petting: () => petting(petIn(idea)),
    searching: () => searching(petIn(idea)),
    persuading: () => persuading(people.replace(/^(?:more|other|all|some|new) /, ''), deed),
    hosting: () => hosting(it),
    marching: () => marching(isYoung),
  }
  if (activity in made) return { ...base, ...made[activity as keyof typeof made]() }
  const known: Doing = activities[activity as keyof typeof activities]
  if (activity === 'sale' && purposeOf(idea))
    return { ...base, ...known, gift: `raise the money for ${purposeOf(idea)}` }
  return activity === 'show' ? { ...hosting(it), ...known } : { ...base, ...known }
}

/** What an activity changes where the topic has words of its own for the rest. */
const doingParts = ['jobs', 'helpersFrom', 'bring', 'day', 'goal', 'ways', 'doing', 'proof'] as const
/** With these, the topic is only what it is good for. */
const whole = new Set<Activity>([
  'asking',
  'petting',
  'searching',
  'remembering',
  'studying',
  'sale',
  'someone',
  'surprise',
  'keeping',
  'marching',
  'repairing',
])

const parts = (doing: Doing): Doing =>
  Object.fromEntries(doingParts.flatMap((part) => (doing[part] ? [[part, doing[part]]] : [])))

/** "to start a chess club", where the topic has no better words for what the crew is for. */
function crewFor(idea: Idea, topic: Topic, kit: Kit, activity?: Activity): string {
  const isOwn = topic === 'anything' || activity !== undefined
  if (isOwn && brief(idea)) return `to ${brief(idea)}`
  return activity ? 'that you can count on' : kit.crew
}

export type Equipped = Kit & {
  /** The topic has no words of its own for what is done. */
  isOwn: boolean
  /** What is done, in the player's words, where the topic does not say it. */
  heart: string
}

/** The kit of the topic, with what this idea does. */
export function equip(kit: Kit, idea: Idea, topic: Topic, isYoung: boolean): Equipped {
  const activity = activityOf(idea, topic)
  const doing = activity ? doingOf(activity, idea, isYoung) : {}
  const isWhole = topic === 'anything' || (activity !== undefined && whole.has(activity))
  return {
    ...kit,
    ...(isWhole ? doing : parts(doing)),
    ...(deedIn(idea) && { act: deedIn(idea) }),
    crew: crewFor(idea, topic, kit, activity),
    isOwn: topic === 'anything' || activity === 'own',
    heart: topic === 'anything' || activity ? brief(idea) : '',
  }
}
