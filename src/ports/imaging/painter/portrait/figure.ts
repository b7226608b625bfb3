import type { KindContent, RoleContent } from '../../../../../schemas/content/painter-portrait.ts'
import { element, group, translate } from '../svg.ts'
import { kinds, roles, traits } from './content.ts'
import type { Person } from './person.ts'

/** A person as one drawing with slots, from back to front; `fade` is how opaque it is. */
interface Figure {
  art: string
  fade: number
}

/** Sizes of the body, the head and its features, by age and sex: a child has a small body and large eyes. */
interface Build {
  whole: number
  body: [wide: number, high: number]
  head: number
  features: number
}

const builds: Record<'child' | 'woman' | 'man', Build> = {
  child: { whole: 0.9, body: [0.68, 0.86], head: 1, features: 1.12 },
  woman: { whole: 1, body: [0.88, 1], head: 0.95, features: 1.04 },
  man: { whole: 1, body: [1, 1], head: 1, features: 1 },
}

export function figureOf(person: Person): Figure {
  const kind = kinds[person.kind] as KindContent
  const role = roles[person.role] as RoleContent
  const build = builds[person.age === 'child' ? 'child' : person.sex]
  const hair = hairOf(person, kind, role)
  const [wide, high] = build.body
  const face = kind.features ? scaled(featuresOf(person), -40, build.features) : kind.face
  const beard = traits.beards[person.beard]?.art
  const head = join(kind.ears, kind.head, face, kind.extra, beard, hair.front, role.hat, kind.before)
  const art = join(
    role.back,
    scaled(hair.back, 60, build.head),
    traits.neck,
    scaled(role.body, 80, wide * (kind.wide ?? 1), high),
    scaled(head, 60, build.head),
    role.front,
  )
  return { art: scaled(art, 430, build.whole), fade: kind.fade ?? 1 }
}

const join = (...parts: (string | undefined)[]) => parts.join('')

/** A drawing, larger or smaller; what is at the height `fixed` stays there. */
function scaled(art: string | undefined, fixed: number, wide: number, high = wide): string {
  if (!art || (wide === 1 && high === 1)) return art ?? ''
  const size = `scale(${wide.toFixed(2)} ${high.toFixed(2)})`
  return group({ transform: `${translate(0, fixed)} ${size} ${translate(0, -fixed)}` }, art)
}

function hairOf(
  { style }: Person,
  kind: KindContent,
  role: RoleContent,
): { back?: string; front?: string | undefined } {
  const hair = traits.styles[style]
  if (!hair || !kind.hair || role.hair === 'hidden') return {}
  if (role.hair === 'shown') return hair
  return hair.under ? { back: hair.back, front: hair.under } : {}
}

function featuresOf({ sex, age, mood }: Person): string {
  const { brows, mouth } = traits.moods[mood] as (typeof traits.moods)[string]
  const isSoft = sex === 'woman' || age === 'child'
  const thick = isSoft ? 7 : 11
  const pen = { stroke: '{hair_shade}', 'stroke-width': thick, fill: 'none', 'stroke-linecap': 'round' }
  const brow = element('path', { d: brows, ...pen })
  const lips = scaled(mouth, 24, isSoft ? 0.82 : 1)
  return join(traits.faces[sex], brow, group({ transform: 'scale(-1 1)' }, brow), lips, traits.lines[age])
}
