import { type Static, Type } from '@sinclair/typebox'
import { ref, Timestamp } from '../shared.ts'

export const Backup = Type.Object(
  {
    name: Type.String({
      description: 'The name to restore it by: when it was begun, and eight random characters',
      examples: ['2026-11-26T02-00-00-000Z-1f2e3d4c'],
    }),
    size_bytes: Type.Integer({
      minimum: 0,
      description: 'Bytes of its files: the database, and the pictures where they are files too',
      examples: [10_485_760],
    }),
    created_at: Timestamp,
    tables: Type.Array(
      Type.Object({
        name: Type.String({ examples: ['parties'] }),
        rows: Type.Integer({ minimum: 0, examples: [128] }),
      }),
      { description: 'Tables of the database, with the number of their rows' },
    ),
    blobs: Type.Integer({
      minimum: 0,
      description: 'Stored pictures and thumbnails that the database refers to; each was found in the storage',
      examples: [42],
    }),
    blobs_missing: Type.Integer({
      minimum: 0,
      description: 'Those that the database refers to and that were lost or damaged before; see cleanOrphanedImages',
      examples: [0],
    }),
    sha256: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 of its manifest, which has those of all of its files',
      examples: ['9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'],
    }),
    verified: Type.Boolean({ description: 'All of it was read again, and compared with the database as it was then' }),
  },
  { $id: 'Backup', description: 'A backup on the machine that made it' },
)
export type Backup = Static<typeof Backup>

export const BackupList = Type.Object(
  { items: Type.Array(ref(Backup)) },
  { $id: 'BackupList', description: 'Backups on this machine, the newest first' },
)
export type BackupList = Static<typeof BackupList>
