import { mix } from '../colour.ts'
import { type Material, materialOf, materialsFor } from '../materials.ts'
import { lookup } from '../nearest.ts'
import type { Random } from '../random.ts'
import type { bodySlots } from './body-slots.ts'
import { kinds, roles, traits, unknown } from './content.ts'

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
  /** By slot. */
  materials: Map<string, Material>
}

/** A smaller likeness is none: "walking" is no king. */
const SAID = 0.5
/** Of two words, both must be there: a blue robe is no blue hair. */
const WHOLLY_SAID = 0.75

/** The kind of an unknown person has words such as "man", which other kinds are called too. */
const { [unknown.kind]: _, ...others } = kinds
const kindIn = lookup(others)
const roleIn = lookup(roles)
const sexIn = lookup(traits.sexes)
const ageIn = lookup(traits.ages)
const moodIn = lookup(traits.moods)
const styleIn = lookup(traits.styles)
const beardIn = lookup(traits.beards)
const hairIn = lookup(traits.hairs)
const toneIn = lookup(traits.tones)

/** Who the words mean. What they do not say is usual for the role, else chosen by the seed; skin never by the role. */
export function personOf(name: string, prompt: string, random: Random): Person {
  const words = `${name} ${prompt}`
  // What a prompt names late is whom the person meets.
  const kind = kindIn(name, SAID) ?? kindIn(prompt, WHOLLY_SAID) ?? unknown.kind
  const role = roleIn(name, SAID) ?? roleIn(prompt, SAID) ?? usualRole(kind, words)
  const usual = { ...roles[role]?.usual, ...kinds[kind]?.usual }
  const age = ageIn(words, SAID) ?? usual.age ?? random.pick(unknown.ages)
  const sex = (sexIn(words, SAID) ?? usual.sex ?? random.pick(['woman', 'man'])) as Sex
  const mood = moodIn(words, SAID) ?? usual.mood ?? random.pick(unknown.moods)
  const plain = { kind, role, sex, age }
  const materials = materialsOf(plain, words, random)
  const style = styleIn(words, SAID) ?? styleOf(plain, random)
  return { ...plain, mood, style, beard: beardOf(plain, words, random), materials }
}

/** Without a role: what is usual for the kind; a man or a woman is anybody, and of others nothing is known. */
const usualRole = (kind: string, words: string): string =>
  kinds[kind]?.usual?.role ?? (sexIn(words, SAID) ? unknown.anybody : unknown.role)

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
  const usual = traits.ages[age]?.beards ?? kinds[kind].usual?.beards ?? roles[role]?.usual?.beards
  return beardIn(words, SAID) ?? random.pick(usual ?? unknown.beards)
}

const usualHairs = Object.keys(traits.hairs).filter((id) => !traits.hairs[id]?.rare)

function materialsOf({ kind, role, age }: Plain, words: string, random: Random): Map<string, Material> {
  const own = kinds[kind]
  const tone = toneIn(words, WHOLLY_SAID) ?? random.pick(Object.keys(traits.tones))
  const skin = own?.skin ? random.pick(own.skin) : (traits.tones[tone]?.colour ?? '')
  const hairs = traits.ages[age]?.hairs ?? usualHairs
  const hair = traits.hairs[hairIn(words, WHOLLY_SAID) ?? random.pick(hairs)]?.colour ?? ''
  const clothes = materialsFor(roles[role] as (typeof roles)[string], words, random)
  const body: Record<(typeof bodySlots)[number], Material> = {
    skin: { colour: skin, sheen: 0.85 },
    lips: { colour: mix(skin, '#a8343a', 0.5), sheen: 0.9 },
    hair: { colour: own?.fade ? skin : hair, sheen: 0.9 },
    eyes: materialOf(random.pick(own?.eyes ?? traits.eyes)),
  }
  const shared = Object.entries(traits.slots).map(([slot, choice]) => [slot, materialOf(choice)] as const)
  return new Map([...shared, ...clothes, ...Object.entries(body)])
}
