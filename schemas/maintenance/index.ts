import { type Static, Type } from '@sinclair/typebox'
import { bodyProblems, operatorProblems, problems } from '../problems.ts'
import { prose } from '../prose.ts'
import { answer, defaulted, ref, Timestamp } from '../shared.ts'
import { Backup, BackupList } from './backup.ts'

export * from './backup.ts'

export const tag = { name: 'maintenance', description: 'What the operator looks after: clean-up, counts and backups' }
const tags = [tag.name]

const dryRun = Type.Object(
  { dry_run: defaulted(Type.Boolean({ default: false, description: 'Only count: nothing is changed' })) },
  { additionalProperties: false },
)

export const ExpiredCacheCleaned = Type.Object(
  { deleted: Type.Integer(), message: Type.String(), timestamp: Timestamp },
  {
    $id: 'ExpiredCacheCleaned',
    description: 'Entries of scenes that had expired',
    examples: [
      {
        deleted: 3,
        message: '3 entries were removed. The pictures stay in the gallery.',
        timestamp: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type ExpiredCacheCleaned = Static<typeof ExpiredCacheCleaned>

const keys = (description: string) => Type.Array(Type.String(), { description: `${description}; the first 100` })

export const OrphanedImagesCleaned = Type.Object(
  {
    deleted: Type.Integer({ description: 'Objects that were removed; with dry_run, that would be' }),
    freed_bytes: Type.Integer(),
    message: Type.String(),
    timestamp: Timestamp,
    report: Type.Object({
      missing: keys('Storage paths of pictures whose bytes are gone'),
      untracked: keys('Objects that no picture and no unfinished write knows'),
      checksum_mismatch: keys('Storage paths of pictures whose bytes have changed'),
    }),
  },
  {
    $id: 'OrphanedImagesCleaned',
    description: 'What was left over in the storage, and what is wrong with it',
    examples: [
      {
        deleted: 2,
        freed_bytes: 183_204,
        message: '2 objects were removed. 240 objects are whole.',
        timestamp: '2026-11-20T09:30:00.000Z',
        report: { missing: [], untracked: ['images/3f/3f1c0a-mk2p9x.webp'], checksum_mismatch: [] },
      },
    ],
  },
)
export type OrphanedImagesCleaned = Static<typeof OrphanedImagesCleaned>

export const MaintenanceStats = Type.Object(
  {
    images: Type.Object({
      active: Type.Integer({ description: 'Pictures in the gallery' }),
      deleted: Type.Integer({ description: 'Pictures in the trash' }),
      storage_mb: Type.Number({ description: 'Bytes of all objects that pictures have, in MB (10^6 bytes)' }),
    }),
    cache: Type.Object({ total: Type.Integer(), active: Type.Integer(), expired: Type.Integer() }),
    timestamp: Timestamp,
  },
  {
    $id: 'MaintenanceStats',
    description: 'What is stored',
    examples: [
      {
        images: { active: 120, deleted: 4, storage_mb: 9.8 },
        cache: { total: 44, active: 41, expired: 3 },
        timestamp: '2026-11-20T09:30:00.000Z',
      },
    ],
  },
)
export type MaintenanceStats = Static<typeof MaintenanceStats>

export const cleanExpiredCache = {
  operationId: 'cleanExpiredCache',
  tags,
  summary: 'Remove expired scenes from the cache',
  description:
    'The pictures stay in the gallery. Expired entries are otherwise kept, to be served while no model answers.',
  querystring: dryRun,
  response: { 200: answer('Removed', ref(ExpiredCacheCleaned)), ...problems(...operatorProblems, ...bodyProblems) },
}

export const cleanOrphanedImages = {
  operationId: 'cleanOrphanedImages',
  tags,
  summary: 'Remove what is left over in the storage',
  description: prose`
    Objects that nothing refers to and that are older than an hour; each is looked at again before it goes. Reads
    every object and compares it with its checksum. Changes nothing in the gallery.`,
  querystring: dryRun,
  response: {
    200: answer('Removed', ref(OrphanedImagesCleaned)),
    ...problems(...operatorProblems, ...bodyProblems, 'storage-unavailable'),
  },
}

export const readMaintenanceStats = {
  operationId: 'readMaintenanceStats',
  tags,
  summary: 'What is stored',
  description: 'Pictures, their bytes, and the cache of scenes.',
  response: { 200: answer('The counts', ref(MaintenanceStats)), ...problems(...operatorProblems) },
}

export const createBackup = {
  operationId: 'createBackup',
  tags,
  summary: 'Make a backup now',
  description: prose`
    Of the database and of all pictures, while the service runs. Answered once all of it was read again and compared.
    With pictures in an outside storage, these are named and not copied. To restore one: npm run restore -- NAME.`,
  response: {
    200: answer('The backup', ref(Backup)),
    ...problems(...operatorProblems, ...bodyProblems, 'backup-running', 'storage-unavailable', 'storage-full'),
  },
}

export const listBackups = {
  operationId: 'listBackups',
  tags,
  summary: 'List the backups',
  description: 'Those on this machine, the newest first.',
  response: { 200: answer('The backups', ref(BackupList)), ...problems(...operatorProblems) },
}
