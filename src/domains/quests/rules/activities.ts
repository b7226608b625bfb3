import { activities, type Doing } from './doings.ts'
import type { Idea } from './idea.ts'
import type { Kit } from './kit.ts'
import { anything } from './kits-anything.ts'
import { headOf, wordsOf } from './phrases.ts'
import type { Topic } from './topics.ts'

type Activity = keyof typeof activities

const signs: [Activity, RegExp][] = [
  [
    'sale',
    /[$€£]\s?\d|\b(?:bake|garage|yard|plant|book|cookie|craft) sale\b|\bcar wash\b|\blemonade\b|\b(?:raise|raising|earn|collect) (?:some )?(?:money|funds|cash)\b|\bfund-?rais|^(?:to )?sell\b/i,
  ],
  ['lessons', /^(?:to )?(?:teach|tutor|coach|mentor)\b|\b(?:tutoring|lessons|workshop|homework help)\b/i],
  [
    'show',
    /\b(?:talent|magic|puppet|fashion|art|dog) show\b|\b(?:concert|festival|party|picnic|tournament|open mic|performance|parade|(?:movie|game|trivia|family) night|(?:sports|field|fun) day|(?:science|street|health|spring|summer|winter) fair)\b/i,
  ],
  [
    'club',
    /^(?:to )?(?:start|create|form|found|make|open|run|launch|set up|begin)\b.{0,40}\b(?:club|band|choir|league)\b/i,
  ],
  ['craft', /^(?:to )?(?:knit|crochet|sew|paint|bake|draw|craft|make|build|write|cook|design)\b/i],
]
/** Making something is what these topics have no better words for. */
const crafted = new Set<Topic>(['anything', 'elders', 'homeless'])
const crafts = /^(?:to )?(?:knit|crochet|sew|paint|bake|draw|craft|build)\b(?!.*\b(?:gardens?|beds|paths?)\b)/i

/** Says that something should get better, not how: the topic knows ways to do it. */
const vague =
  /^(?:help|save|support|protect|stop|end|fight|improve|care|change|make|reduce|prevent|do|get|have|use|raise|spread|promote|celebrate|start|create|organi[sz]e|run|hold|host|launch|join|add|open|be|beautify|boost|encourage|inspire|thank|keep|set|plan|find|bring|give|clear|fix)$/
/** Somebody in particular: what helps them, only the player knows. */
const particular =
  /^(?:help|support|thank|surprise|cheer up|comfort|protect) (?:your|mr|mrs|ms) ?(?:\.|(?:[\w-]+ )?(?:neighbou?r|mom|mum|dad|mother|father|brother|sister|teacher|friend|cousin|uncle|aunt|coach|family|parents)\b)/i
/** What the topics have their own words for. */
const known: Partial<Record<Topic, RegExp>> = {
  litter: /^(?:clean|pick|sweep|remove|scatter|recycle|rake|collect|tidy)$/,
  plants: /^(?:plant|replant|grow|water|weed|sow|compost)$/,
  climate: /^(?:recycle|reuse|count)$/,
  food: /^(?:collect|feed|donate|pack|gather|share|deliver)$/,
  homeless: /^(?:collect|donate|pack|gather|deliver)$/,
  books: /^(?:read|collect|donate|share|gather)$/,
  lonely: /^(?:invite|welcome|include|cheer|play|talk)$/,
  elders: /^(?:visit|cheer|comfort|play|talk|call|write|sing)$/,
  kindness: /^(?:include|invite|welcome|unite|talk)$/,
  cats: /^(?:comfort|feed|adopt|donate|collect|rescue)$/,
  dogs: /^(?:comfort|feed|adopt|donate|collect|rescue)$/,
  animals: /^(?:comfort|feed|adopt|donate|collect|rescue)$/,
  school: /^(?:paint|decorate|brighten|renovate|repair|clean|tidy)$/,
}

const isParticular = (idea: Idea, topic: Topic): boolean =>
  idea.kind === 'wish' && particular.test(idea.verb ?? '') && topic !== 'elders' && topic !== 'lonely'

function activityOf(idea: Idea, topic: Topic): Activity | undefined {
  const found = signs.find(([, sign]) => sign.test(idea.words))?.[0]
  if (found && found !== 'craft') return found
  if (idea.kind !== 'wish') return undefined
  if (/^(?:club|band|choir|league)$/.test(headOf(wordsOf(idea.words)))) return 'club'
  if (crafts.test(idea.words) || (found && crafted.has(topic))) return 'craft'
  if (isParticular(idea, topic)) return 'own'
  const [verb = ''] = wordsOf(idea.verb ?? '')
  return verb && !vague.test(verb) && !known[topic]?.test(verb) ? 'own' : undefined
}

/** The plan in a few words, or nothing. */
const brief = (idea: Idea): string =>
  idea.kind === 'wish' && idea.verb && idea.verb.length <= 60 && !idea.verb.endsWith('…') ? idea.verb : ''

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
export function equip(kit: Kit, idea: Idea, topic: Topic): Equipped {
  const activity = activityOf(idea, topic)
  const isOwn = topic === 'anything' || activity === 'own'
  const heart = isOwn || activity ? brief(idea) : ''
  const { notes, prompts } = isParticular(idea, topic) ? anything : kit
  return {
    ...kit,
    ...(activity && (activities[activity] as Doing)),
    notes,
    prompts,
    crew: crewFor(idea, topic, kit, activity),
    isOwn,
    heart,
  }
}
