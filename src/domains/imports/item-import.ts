import { addImage, countItemSurplus, normalised, settleItem } from '../images/actions.ts'
import type { FeaturedEntry, ItemEntry } from './dump-entry.ts'
import type { Stored } from './dump-import.ts'
import type { ImportRun, Needs } from './import-run.ts'
import { hashOf, importPicture, knownOf } from './picture-import.ts'

/** The item whose pictures are being read. */
interface OpenItem {
  name: string
  /** Pictures in the gallery or in the trash, by their index. */
  ids: Map<number, number>
  featured: number | undefined
}

/**
 * Stores the pictures of items, one item after the other. Which of them are too many is decided at the end of each: the
 * featured one is known only then, and the newest need not come last.
 */
export class ItemImport {
  readonly #deps: Needs
  readonly #run: ImportRun
  #open: OpenItem | undefined
  /** Of a dry run: pictures that would be stored of each item, and how many would go to the trash. */
  readonly #counts = new Map<string, { added: number; surplus: number }>()

  constructor(deps: Needs, run: ImportRun) {
    this.#deps = deps
    this.#run = run
  }

  async add(entry: ItemEntry): Promise<Stored> {
    const item = await this.#itemOf(entry.name)
    const { stored, id } = await this.#import(entry)
    if (id !== undefined) {
      item.ids.set(entry.index, id)
      if (entry.is_featured) item.featured ??= id
    } else if (stored === 'stored') await this.#count(entry.name)
    return stored
  }

  feature({ name, index }: FeaturedEntry) {
    if (this.#open?.name === name) this.#open.featured ??= this.#open.ids.get(index)
  }

  /** Ends the item that is open. */
  async settle() {
    if (this.#open && !this.#run.dryRun) this.#run.trashed += await settleItem(this.#deps, this.#open)
    this.#open = undefined
  }

  async #itemOf(name: string): Promise<OpenItem> {
    if (this.#open?.name === name) return this.#open
    await this.settle()
    this.#open = { name, ids: new Map(), featured: undefined }
    return this.#open
  }

  #import(entry: ItemEntry) {
    const { name, prompt = name, custom_prompt = null, image } = entry
    const hash = hashOf(['item', name], image)
    return importPicture(this.#deps, this.#run, {
      hash,
      image,
      insert: async (trx, kept) => {
        const subject = { owner: null, subject_type: 'item', subject_name: name, component: 'inventory' } as const
        const known = { ...knownOf(this.#deps, entry, kept), import_hash: hash }
        return (await addImage(trx, kept, { ...subject, prompt, custom_prompt, ...known })).id
      },
    })
  }

  async #count(name: string) {
    const key = normalised(name)
    const before = this.#counts.get(key) ?? { added: 0, surplus: 0 }
    const added = before.added + 1
    const surplus = await countItemSurplus(this.#deps, name, added)
    this.#counts.set(key, { added, surplus })
    this.#run.trashed += surplus - before.surplus
  }
}
