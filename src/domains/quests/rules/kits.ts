import type { Kit } from './kit.ts'
import { animals, cats, dogs } from './kits-animals.ts'
import { anything } from './kits-anything.ts'
import { climate, litter, plants } from './kits-earth.ts'
import { food, homeless } from './kits-needs.ts'
import { elders, kindness, lonely } from './kits-people.ts'
import { recycling } from './kits-recycling.ts'
import { books, school } from './kits-school.ts'
import { safety, traffic } from './kits-streets.ts'
import { wildlife } from './kits-wildlife.ts'
import type { Topic } from './topics.ts'

const kits: Record<Topic, Kit> = {
  cats,
  animals,
  dogs,
  food,
  homeless,
  kindness,
  lonely,
  elders,
  recycling,
  litter,
  plants,
  climate,
  wildlife,
  books,
  traffic,
  safety,
  school,
  anything,
}

type Part = Kit[keyof Kit]

/** `{for the young|for grown-ups}`, where the two need different words. */
const choose = (part: Part, isYoung: boolean): Part =>
  JSON.parse(JSON.stringify(part ?? null).replace(/\{([^|{}]*)\|([^|{}]*)\}/g, isYoung ? '$1' : '$2')) as Part

const worded = (kit: Kit, isYoung: boolean): Kit =>
  Object.fromEntries(Object.entries(kit).map(([name, part]) => [name, choose(part, isYoung)])) as Kit

const all = (isYoung: boolean) =>
  Object.fromEntries(Object.entries(kits).map(([topic, kit]) => [topic, worded(kit, isYoung)])) as Record<Topic, Kit>

const [young, grown] = [all(true), all(false)]

export const kitOf = (topic: Topic, isYoung: boolean): Kit => (isYoung ? young : grown)[topic]
