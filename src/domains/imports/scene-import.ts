import { addImage, trashSceneSurplus } from '../images/actions.ts'
import { adoptScene, sceneImage } from '../scenes/actions.ts'
import type { SceneEntry } from './dump-entry.ts'
import type { Stored } from './dump-import.ts'
import type { ImportRun, Needs } from './import-run.ts'
import { hashOf, importPicture, knownOf } from './picture-import.ts'

/** Stores the picture of a scene, and gives it to the scene unless that has one. */
export async function importScene(deps: Needs, run: ImportRun, entry: SceneEntry): Promise<Stored> {
  const { location, time_of_day, weather, prompt, use_count = 0, image } = entry
  const hash = hashOf(['scene', location, time_of_day, weather], image)
  let trashed = 0
  const { stored } = await importPicture(deps, run, {
    hash,
    image,
    async insert(trx, kept) {
      const known = { ...knownOf(deps, entry, kept), import_hash: hash }
      const { id } = await addImage(trx, kept, sceneImage(entry, known, prompt))
      await adoptScene(trx, deps, entry, { id, uses: use_count })
      trashed = await trashSceneSurplus(deps, trx, location)
      return id
    },
  })
  run.trashed += trashed
  return stored
}
