import { join } from 'node:path'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { admin } from '../fixtures/postgres.ts'

async function migrated(url: string) {
  const { db, engine, close } = connect(url)
  await migrate(db, engine)
  await close()
}

/** Migrated databases that each world begins as a copy of, so that migrations do not run some hundred times. */
export async function makeTemplates(postgresUrl: string, folder: string) {
  const name = 'migrated_template'
  await admin(postgresUrl, `create database ${name}`)
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  await migrated(url.href)
  const file = join(folder, 'template.db')
  await migrated(`sqlite:${file}`)
  return { TEST_POSTGRES_TEMPLATE: name, TEST_SQLITE_TEMPLATE: file }
}
