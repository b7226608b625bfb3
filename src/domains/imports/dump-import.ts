import type { ImportReport } from '../../../schemas/imports.ts'
import { Refusal } from '../../errors.ts'
import { UnusablePicture } from '../../services/pictures/unusable-picture.ts'
import { BrokenDump, readDump } from './dump.ts'
import type { DumpEntry, ErrorEntry, FeaturedEntry, ItemEntry, SceneEntry } from './dump-entry.ts'
import { ImportEnded, type ImportOptions } from './import-run.ts'

/** `skipped`: the same picture is there already. */
export type Stored = 'stored' | 'skipped'

/**
 * Receives what was read, one after the other. A refusal that it throws is listed in the report, unless its status is
 * 500 or more; `ImportEnded` ends the import with a report, any other error without one.
 */
export interface Sink {
  scene(scene: SceneEntry): Promise<Stored>
  item(item: ItemEntry): Promise<Stored>
  /** After all pictures of the item. The picture at `index` may have been refused. */
  featured(featured: FeaturedEntry): Promise<void>
  /** After the last entry that could be read. Resolves to the number of pictures that went to the trash. */
  end(): Promise<number>
}

type Tally = Pick<ImportReport, 'scenes' | 'items' | 'skipped' | 'errors'> & { errorCount: number; bytes: number }

const MAX_LISTED = 100

/**
 * Hands the pictures of a dump to the sink. Rejects with `BrokenDump` when nothing at all could be read; a dump that
 * breaks later is reported, because what was stored stays. `onEntry` is called after each entry. A signal that aborts
 * ends it before the next entry.
 */
export async function importDump(
  chunks: AsyncIterable<Uint8Array>,
  sink: Sink,
  { dryRun, signal, onEntry }: ImportOptions & { onEntry?: () => void },
): Promise<ImportReport> {
  const tally: Tally = { scenes: 0, items: 0, skipped: 0, errors: [], errorCount: 0, bytes: 0 }
  try {
    for await (const entry of readDump(chunks)) {
      signal?.throwIfAborted()
      if (entry.kind === 'error') list(tally, entry.key, entry.error)
      else await store(entry, sink, tally)
      onEntry?.()
    }
  } catch (error) {
    const isReported = error instanceof ImportEnded || (error instanceof BrokenDump && storedOrListed(tally) > 0)
    if (!isReported) throw error
    list(tally, '', error.message)
  }
  return reportOf(tally, await sink.end(), dryRun)
}

const storedOrListed = ({ scenes, items, skipped, errorCount }: Tally) => scenes + items + skipped + errorCount

async function store(entry: Exclude<DumpEntry, ErrorEntry>, sink: Sink, tally: Tally) {
  try {
    if (entry.kind === 'featured') return await sink.featured(entry)
    const stored = entry.kind === 'scene' ? await sink.scene(entry) : await sink.item(entry)
    if (stored === 'skipped') tally.skipped++
    else {
      tally[entry.kind === 'scene' ? 'scenes' : 'items']++
      tally.bytes += entry.image.length
    }
  } catch (error) {
    if (!isOfOneEntry(error)) throw error
    list(tally, entry.key, error.message)
  }
}

/** Whether an error is about one picture, and not about the service. */
const isOfOneEntry = (error: unknown): error is Error =>
  (error instanceof Refusal && error.status < 500) || error instanceof UnusablePicture

function list(tally: Tally, key: string, error: string) {
  tally.errorCount++
  if (tally.errors.length < MAX_LISTED) tally.errors.push({ key, error })
}

function reportOf({ errorCount, bytes, ...counts }: Tally, trashed: number, dryRun: boolean): ImportReport {
  const isAnyThere = counts.scenes + counts.items + counts.skipped > 0
  return {
    ...counts,
    total_size_mb: bytes / 1_000_000,
    status: errorCount === 0 ? 'success' : isAnyThere ? 'partial' : 'failed',
    message: messageOf({ ...counts, errorCount, trashed }, dryRun),
  }
}

function messageOf(
  { scenes, items, skipped, errorCount, trashed }: Omit<Tally, 'errors' | 'bytes'> & { trashed: number },
  dryRun: boolean,
) {
  const listed = errorCount > MAX_LISTED ? ` (the first ${MAX_LISTED} are listed)` : ''
  const surplus = trashed > 0 ? ` To the trash, as more than are kept of a subject: ${trashed}.` : ''
  const done = dryRun ? 'Dry run, nothing was stored. Pictures of scenes' : 'Stored pictures of scenes'
  return `${done}: ${scenes}, of items: ${items}. There already: ${skipped}.${surplus} Errors: ${errorCount}${listed}.`
}
