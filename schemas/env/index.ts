import { type Static, Type } from '@sinclair/typebox'
import { access } from './access.ts'
import { backups } from './backups.ts'
import { blobs } from './blobs.ts'
import { cache } from './cache.ts'
import { credits } from './credits.ts'
import { database } from './database.ts'
import { images } from './images.ts'
import { places } from './places.ts'
import { saves } from './saves.ts'
import { server } from './server.ts'
import { speech } from './speech.ts'
import { spending } from './spending.ts'
import { telephony } from './telephony.ts'
import { text } from './text.ts'

/**
 * Every environment variable: its description, its type and its default. A variable without a default enables something
 * when set. `.env.example` and the README's table are generated from this.
 */
export const Env = Type.Object(
  {
    ...server,
    ...access,
    ...database,
    ...cache,
    ...text,
    ...images,
    ...speech,
    ...places,
    ...spending,
    ...credits,
    ...telephony,
    ...blobs,
    ...backups,
    ...saves,
  },
  { additionalProperties: false },
)

export type Variable = keyof typeof Env.properties
export type Env = Static<typeof Env>
