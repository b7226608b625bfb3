import type { FiguresContent } from '../../../../schemas/content/painter-figures.ts'
import { mix } from './color.ts'
import { paintOf, paintsOf } from './items-content.ts'
import type { Paint } from './items-palette.ts'
import { lookup } from './nearest.ts'
import compiled from './portrait.json' with { type: 'json' }
import type { Random } from './random.ts'

export const { kinds, roles, traits, backdrops } = compiled as unknown as FiguresContent

type Sex = 'woman' | 'man'

/** Person that is to be drawn: ids of what `content/painter/characters` has. */
export interface Person {
  kind: string
  role: string
  sex: Sex
  age: string
  mood: string
  style: string
  beard: string
  paints: Map<string, Paint>
}

/** A smaller likeness is none: "walking" is no king. */
const SAID = 0.5
/** Of two words, both must be there: a blue robe is no blue hair. */
const WHOLLY_SAID = 0.75

/** Reader of one list: the id that words mean, if they mean any. */
function reader(table: Record<string, { examples: string[] }>, least = SAID) {
  const known = lookup(Object.entries(table).map(([id, { examples }]) => ({ id, examples })))
  return (words: string, atLeast = least) => known.match(words).find(({ score }) => score >= atLeast)?.id
}

const { human: _, ...others } = kinds
const read = {
  kind: reader(others),
  role: reader(roles),
  sex: reader(traits.sexes),
  age: reader(traits.ages),
  mood: reader(traits.moods),
  style: reader(traits.styles),
  beard: reader(traits.beards),
  hair: reader(traits.hairs, WHOLLY_SAID),
  tone: reader(traits.tones, WHOLLY_SAID),
}

/** Who the words mean. What they do not say is usual for the role, else chosen by the seed; skin never by the role. */
export function personOf(name: string, prompt: string, random: Random): Person {
  const words = `${name} ${prompt}`
  // What a prompt names late is whom the person meets.
  const kind = read.kind(name) ?? read.kind(prompt, WHOLLY_SAID) ?? 'human'
  const role = read.role(name) ?? read.role(prompt) ?? usualRole(kind, words)
  const usual = { ...roles[role]?.usual, ...kinds[kind]?.usual }
  const age = read.age(words) ?? usual.age ?? random.pick(['adult', 'adult', 'young'])
  const sex = (read.sex(words) ?? usual.sex ?? random.pick(['woman', 'man'])) as Sex
  const mood = read.mood(words) ?? usual.mood ?? random.pick(Object.keys(traits.moods).slice(0, 3))
  const person = { kind, role, sex, age, mood }
  const paints = paintsFor(person, words, random)
  const style = read.style(words) ?? styleOf(person, random)
  return { ...person, style, beard: beardOf(person, words, random), paints }
}

/** Without a role: what is usual for the kind; a man or a woman is anybody, and of others nothing is known. */
const usualRole = (kind: string, words: string): string =>
  kinds[kind]?.usual?.role ?? (read.sex(words) ? 'villager' : 'traveller')

type Plain = Pick<Person, 'kind' | 'role' | 'sex' | 'age'>

function styleOf({ kind, role, sex, age }: Plain, random: Random): string {
  const usual = roles[role]?.usual?.style
  const fits = (sexes: string[]) => sexes.includes(sex) || sexes.includes(kind)
  const styles = Object.entries(traits.styles).filter(([, it]) => !it.rare && fits(it.sexes))
  const childlike = styles.filter(([, { sexes }]) => sexes.includes('child'))
  if (age === 'child' && childlike.length > 0) return random.pick(childlike)[0]
  return usual && (sex === 'woman' || usual === 'long') ? usual : random.pick(styles)[0]
}

function beardOf({ kind, role, sex, age }: Plain, words: string, random: Random): string {
  if (!kinds[kind]?.beard || sex === 'woman' || age === 'child') return 'none'
  const usual = age === 'young' ? ['none', 'stubble'] : (kinds[kind]?.usual?.beards ?? roles[role]?.usual?.beards)
  return read.beard(words) ?? random.pick(usual ?? ['none', 'none', 'stubble', 'short', 'moustache', 'full'])
}

function paintsFor({ kind, role, age }: Omit<Plain, 'sex'>, words: string, random: Random): Map<string, Paint> {
  const own = kinds[kind]
  const tone = read.tone(words) ?? random.pick(Object.keys(traits.tones))
  const usualHairs = Object.keys(traits.hairs).filter((id) => !traits.hairs[id]?.rare && !grey.includes(id))
  const hairs = traits.ages[age]?.hairs?.length ? traits.ages[age].hairs : usualHairs
  const skin = own?.skin ? random.pick(own.skin) : (traits.tones[tone]?.colour ?? '')
  const hair = traits.hairs[read.hair(words) ?? random.pick(hairs)]?.colour ?? ''
  return new Map([
    ...Object.entries(basics).map(([slot, colour]) => [slot, paintOf(colour)] as const),
    ...paintsOf(roles[role] as (typeof roles)[string], words, random),
    ['skin', { colour: skin, sheen: 0.85 }],
    ['lips', { colour: mix(skin, '#a8343a', 0.5), sheen: 0.9 }],
    ['hair', { colour: own?.fade ? skin : hair, sheen: 0.9 }],
    ['eyes', paintOf(random.pick(own?.eyes ?? traits.eyes))],
  ])
}

const grey = traits.ages.old?.hairs ?? []
/** Slots that every drawing may use, whatever the role has. */
const basics = { white: '#ece4d8', gold: 'gold', trim: '#c8b070', bone: 'bone', metal: 'steel', leather: 'leather' }
