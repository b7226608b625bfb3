import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { FiguresContent, RoleContent, ThingsContent } from '../../schemas/content/painter-figures.ts'
import { readContent } from './check.ts'
import type { Content } from './examples.ts'
import { figureKinds } from './figure-kinds.ts'

const PAINTER = 'src/ports/imaging/painter'

/** What the painter reads of things and of persons, by path. Throws with the name of what is missing. */
export function figureTexts(content: Content): [path: string, value: unknown][] {
  const file = <T>(name: string) => content.get(`content/painter/${name}.yaml`) as T
  const lists = [...content].filter(
    ([name, value]) => name.startsWith('content/painter/items/') && Array.isArray(value),
  )
  const things: ThingsContent = {
    items: lists.flatMap(([, list]) => list as ThingsContent['items']),
    ...file<Pick<ThingsContent, 'materials' | 'colours'>>('items/materials'),
    grounds: file('items/grounds'),
  }
  const figures: FiguresContent = {
    kinds: file('characters/kinds'),
    roles: file('characters/roles'),
    traits: file('characters/traits'),
    backdrops: file('characters/backdrops'),
  }
  const problems = [...problemsOfThings(things), ...problemsOfRoles(figures, things)]
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return [
    [`${PAINTER}/items.json`, things],
    [`${PAINTER}/portrait.json`, figures],
  ]
}

/** Slots that every drawing may use. */
const always = ['shine', 'dark']

const slotsIn = (art: string) => [...art.matchAll(/\{([a-z]+)(?:_[a-z]+)?\}/g)].map(([, slot = '']) => slot)

function problemsOfThings({ items, materials, grounds }: ThingsContent): string[] {
  return items.flatMap(({ id, slots, tint, light, ground, art, glow = '' }) => {
    const used = [...slotsIn(art + glow), tint, ...(light ? [light.colour] : [])]
    return [
      ...unknown(used, [...Object.keys(slots), ...always], `item ${id}: no slot`),
      ...unknown(ground, Object.keys(grounds), `item ${id}: no ground`),
      ...unknown(materialsIn(slots), Object.keys(materials), `item ${id}: no material`),
    ]
  })
}

/** Slots that a person has, whatever the role. */
const personal = ['skin', 'lips', 'hair', 'eyes', 'white', 'gold', 'trim', 'bone', 'metal', 'leather']

function problemsOfRoles({ roles, backdrops }: FiguresContent, { materials }: ThingsContent): string[] {
  const artOf = ({ back, body, hat, front = '' }: RoleContent) => back + body + hat + front
  return Object.entries(roles).flatMap(([id, role]) => [
    ...unknown(slotsIn(artOf(role)), [...Object.keys(role.slots), ...personal, ...always], `role ${id}: no slot`),
    ...unknown([role.tint], Object.keys(role.slots), `role ${id}: no slot`),
    ...unknown([role.backdrop], Object.keys(backdrops), `role ${id}: no backdrop`),
    ...unknown(materialsIn(role.slots), Object.keys(materials), `role ${id}: no material`),
  ])
}

const materialsIn = (slots: Record<string, string[]>) =>
  Object.values(slots)
    .flat()
    .filter((choice) => !choice.startsWith('#'))

const unknown = (used: string[], known: string[], what: string): string[] =>
  [...new Set(used)].filter((name) => !known.includes(name)).map((name) => `content/painter: ${what} “${name}”`)

/** Reads and checks these files alone: the rest of content/ takes minutes to train. */
async function readFigures(): Promise<Content> {
  const files = [...new Set(figureKinds.flatMap(({ glob }) => globSync(glob)))].sort()
  return new Map(await Promise.all(files.map(async (file) => [file, await readContent(file)] as const)))
}

if (import.meta.main) {
  try {
    for (const [path, value] of figureTexts(await readFigures()))
      await writeFile(path, `${JSON.stringify(value, null, 1)}\n`)
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
