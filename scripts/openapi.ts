import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from '../src/app.ts'
import { readEnv } from '../src/config.ts'
import { open } from '../src/deps.ts'
import { asYaml } from '../src/plugins/docs/contract.ts'
import { systemClock } from '../src/process/clock.ts'

/** Contract of the app as YAML. Needs no running service and no database server. */
async function openapi(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lorekeep-openapi-'))
  const env = readEnv({ DATA_DIR: folder, DATABASE_URL: `sqlite:${folder}/unused.db` })
  const opened = await open(env, { clock: systemClock, log: { info: () => {}, warn: () => {}, error: () => {} } })
  const app = await build(opened.deps)
  await app.ready()
  const text = await asYaml(app.swagger())
  await app.close()
  await opened.close()
  await rm(folder, { recursive: true, force: true })
  return text
}

await writeFile(process.argv[2] ?? 'openapi.yaml', await openapi())
