import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

const from = 'node_modules/redoc'
const to = 'src/plugins/docs/redoc'

/** ReDoc's built file, without the logo that it would load from another server. */
export async function redocScript() {
  const built = await readFile(`${from}/bundles/redoc.standalone.js`, 'utf8')
  return built.replaceAll('https://cdn.redoc.ly/redoc/logo-mini.svg', 'data:,')
}

if (import.meta.main) {
  await writeFile(`${to}/redoc.standalone.js.gz`, gzipSync(await redocScript(), { level: 9 }))
  await copyFile(`${from}/LICENSE`, `${to}/LICENSE`)
  await copyFile(`${from}/bundles/redoc.standalone.js.LICENSE.txt`, `${to}/redoc.standalone.js.LICENSE.txt`)
}
