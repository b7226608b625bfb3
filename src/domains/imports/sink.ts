import type { Sink } from './dump-import.ts'
import type { ImportOptions, Needs } from './import-run.ts'
import { ItemImport } from './item-import.ts'
import { importScene } from './scene-import.ts'

/** Stores the pictures of a dump: scenes in the cache, items in the gallery. */
export function openSink(deps: Needs, options: ImportOptions): Sink {
  const run = { ...options, met: new Set<string>(), trashed: 0 }
  const items = new ItemImport(deps, run)
  return {
    scene: (entry) => importScene(deps, run, entry),
    item: (entry) => items.add(entry),
    featured: async (entry) => items.feature(entry),
    async end() {
      await items.settle()
      return run.trashed
    },
  }
}
