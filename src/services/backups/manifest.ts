import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { Backup } from '../../../schemas/maintenance/backup.ts'
import { unsound } from './failure.ts'
import { writeWhole } from './files.ts'

const FORMAT = 1
const MANIFEST_FILE = 'manifest.json'

const name = /^(\d{4}-\d\d-\d\dT\d\d)-(\d\d)-(\d\d)-(\d{3}Z)-[0-9a-f]{8}$/

/** Names of files are plain: one with a slash or two dots could lead out of the folder. */
const FileName = Type.String({ pattern: '^[a-z0-9_]+(\\.[a-z0-9]+){1,2}$' })
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Name = Type.String({ pattern: '^[a-z0-9_]+$' })
const Count = Type.Integer({ minimum: 0 })
const strict = { additionalProperties: false }

/** What a backup says of itself. Written last, so that a folder without it is no backup. */
const Manifest = Type.Object(
  {
    application: Type.Literal('lorekeep'),
    format: Type.Literal(FORMAT),
    name: Type.RegExp(name),
    created_at: Type.String(),
    app_version: Type.String(),
    engine: Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')]),
    migrations: Type.Array(Type.String(), { minItems: 1 }),
    tables: Type.Array(
      Type.Object(
        { name: Name, rows: Count, sha256: Sha256, columns: Type.Optional(Type.Array(Type.String())) },
        strict,
      ),
    ),
    sequences: Type.Array(
      Type.Object({ table: Name, column: Type.String(), last: Type.String({ pattern: '^\\d+$' }) }, strict),
    ),
    files: Type.Array(Type.Object({ name: FileName, size_bytes: Count, sha256: Sha256 }, strict), { minItems: 1 }),
    /**
     * Objects that rows refer to. `copied`: their bytes are in the backup too, and not only named. `missing`: how many
     * more there should be; they were lost before.
     */
    objects: Type.Object({ count: Count, size_bytes: Count, copied: Type.Boolean(), missing: Count }, strict),
  },
  strict,
)
export type Manifest = Static<typeof Manifest>

/** `2026-11-26T02-00-00-000Z-1f2e3d4c`: sorts by time, and is a name of a folder everywhere. */
export const newName = (now: Date) => `${now.toISOString().replace(/[:.]/g, '-')}-${randomBytes(4).toString('hex')}`

export const isName = (text: string) => name.test(text)

/** The time in the name of a backup, in milliseconds. */
export const timeOfName = (text: string) => Date.parse(text.replace(name, '$1:$2:$3.$4'))

/** Manifest with its own SHA-256. */
export interface SealedManifest {
  manifest: Manifest
  sha256: string
}

export function backupOf({ manifest, sha256 }: SealedManifest): Backup {
  const { name, created_at, tables, files, objects } = manifest
  const ofFiles = files.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  return {
    name,
    size_bytes: ofFiles + (objects.copied ? objects.size_bytes : 0),
    created_at,
    tables: tables.map((table) => ({ name: table.name, rows: table.rows })),
    blobs: objects.count,
    blobs_missing: objects.missing,
    sha256,
    verified: true,
  }
}

const textOf = (manifest: Manifest) => JSON.stringify(manifest)
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')
const fileText = (manifest: Manifest) =>
  `${JSON.stringify({ sha256: sha256Of(textOf(manifest)), manifest }, undefined, 1)}\n`

/** Makes the folder a backup. Answers the manifest's SHA-256. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<string> {
  await writeWhole(folder, MANIFEST_FILE, fileText(manifest))
  return sha256Of(textOf(manifest))
}

/** The manifest of a folder, or undefined when it has none. Throws when it is damaged, or of another format. */
export async function readManifest(folder: string, expected: string): Promise<SealedManifest | undefined> {
  const text = await readFile(join(folder, MANIFEST_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  if (text === undefined) return undefined
  const { manifest, sha256 } = parsed(text)
  // Every byte counts: a changed one gives another text, or another sum.
  if (fileText(manifest) !== text || sha256 !== sha256Of(textOf(manifest))) throw unsound('manifest.json has changed')
  if (manifest.name !== expected) throw unsound('manifest.json belongs to another backup')
  return { manifest, sha256 }
}

const File = Type.Object({ sha256: Sha256, manifest: Manifest }, strict)
const Foreign = Type.Object({ manifest: Type.Object({ application: Type.String(), format: Type.Unknown() }) })

function parsed(text: string): Static<typeof File> {
  const content = contentOf(text)
  if (Value.Check(File, content)) return content
  if (Value.Check(Foreign, content) && content.manifest.application !== 'lorekeep')
    throw unsound('the backup is of another application')
  if (Value.Check(Foreign, content) && content.manifest.format !== FORMAT)
    throw unsound('the backup has a format that this version does not know')
  throw unsound('manifest.json cannot be read')
}

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unsound('manifest.json cannot be read')
  }
}
