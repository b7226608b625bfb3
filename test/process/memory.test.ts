import { spawnSync } from 'node:child_process'
import t from 'tap'
import packageJson from '../../package.json' with { type: 'json' }

t.test('The flags of npm start let the service give back the memory of its start', (t) => {
  const flags = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, '--print', 'typeof gc'], { encoding: 'utf8' })
  t.strictSame([stdout.trim(), stderr], ['function', ''])
  t.end()
})
