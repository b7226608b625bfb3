import { type Draft, draftVisitor, valueVisitor } from './dump-draft.ts'
import { BadEntry, type DumpEntry, itemOf, nameOf, sceneOf } from './dump-entry.ts'
import { ignored, JsonFault, type Visitor } from './dump-json.ts'
import { readSceneKey, spaced } from './scene-key.ts'

/** Receives what was read, in the order of the dump. */
type Found = (entry: DumpEntry) => void
type Section = (key: string, found: Found) => Visitor

/** Pictures of one item among which the featured one is looked for. */
const MAX_IDS = 1_000
const MAX_SHOWN = 200

const sections = new Map<string, Section>([
  ['scene_cache', (key, found) => sceneVisitor(key, key.replace(/^scene_(cache_)?/, ''), found)],
  // Browsers write locations as slugs there: "old-town-square".
  ['nanoBananaSceneCache', (key, found) => sceneVisitor(key, key.replace(/^scene_/, '').replaceAll('-', ' '), found)],
  ['item_images', (key, found) => itemVisitor(key, spaced(key.replace(/^item_image_/, '')), found)],
  ['nanoBananaImageLibrary', (key, found) => itemVisitor(key, key, found)],
])

/** Visitor of a whole dump. It throws `JsonFault` when the dump is no object. */
export function dumpVisitor(found: Found): Visitor {
  let hasSection = false
  return {
    member(name) {
      const section = sections.get(name)
      if (!section) return ignored
      hasSection = true
      return sectionVisitor(name, section, found)
    },
    end() {
      if (!hasSection) fail(found, '', `The dump has none of its members: ${[...sections.keys()].join(', ')}.`)
    },
    wrong(problem) {
      throw new JsonFault(`it ${problem}`)
    },
  }
}

const sectionVisitor = (name: string, section: Section, found: Found): Visitor => ({
  member: (key) => section(key, (entry) => found({ ...entry, key: shown(entry.key) })),
  // Null is what a browser answers for a name under which nothing is stored.
  plain: (value) => {
    if (value !== null) fail(found, name, 'The value must be an object.')
  },
  wrong: (problem) => fail(found, name, `The value ${problem}.`),
})

function sceneVisitor(key: string, parts: string, found: Found): Visitor {
  return draftVisitor(
    (draft) => unlessBad(() => found(sceneOf(key, readSceneKey(parts), draft)), found, key),
    (problem) => fail(found, key, `The value ${problem}.`),
  )
}

function itemVisitor(key: string, text: string, found: Found): Visitor {
  const name = unlessBad(() => nameOf(text), found, key)
  if (name === undefined) return ignored
  const images = imagesVisitor(key, name, found)
  let featured: unknown
  let hasImages = false
  return {
    member(member) {
      if (member === 'featured')
        return valueVisitor((value) => {
          featured = value
        })
      if (member !== 'images') return ignored
      hasImages = true
      return images.visitor
    },
    end() {
      if (!hasImages) fail(found, key, 'The images are missing. They must be an array of objects with a picture each.')
      // A featured picture that is no longer in the library, or could not be read, is no fault of the others.
      const index = images.indexOf(featured)
      if (index !== undefined) found({ kind: 'featured', key, name, index })
    },
    wrong: (problem) => fail(found, key, `The value ${problem}.`),
  }
}

function imagesVisitor(key: string, name: string, found: Found) {
  const indices = new Map<unknown, number>()
  let count = 0
  const read = (index: number, draft: Draft) => {
    found(itemOf({ key, name, index }, draft))
    const isId = typeof draft.id === 'string' || typeof draft.id === 'number'
    if (isId && indices.size < MAX_IDS) indices.set(draft.id, index)
  }
  const visitor: Visitor = {
    item() {
      const index = count++
      const place = `images[${index}]: `
      return draftVisitor(
        (draft) => unlessBad(() => read(index, draft), found, key, place),
        (problem) => fail(found, key, `${place}The value ${problem}.`),
      )
    },
    wrong: (problem) => fail(found, key, `The images ${problem}.`),
  }
  return { visitor, indexOf: (id: unknown) => indices.get(id) }
}

/** What `read` answers; a `BadEntry` that it throws becomes an entry of its own. */
function unlessBad<T>(read: () => T, found: Found, key: string, place = ''): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof BadEntry)) throw error
    fail(found, key, `${place}${error.message}`)
  }
}

const fail = (found: Found, key: string, error: string) => found({ kind: 'error', key, error })

/** A key as it can be shown and stored. */
const shown = (key: string) => key.slice(0, MAX_SHOWN).toWellFormed().replaceAll('\0', '\uFFFD')
