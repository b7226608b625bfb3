import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { ended } from './ended.ts'

// Runs several test files in this process, one after another, and says after each that it has ended. Loading the service
// and opening a world costs as much as most files do themselves.
for (const file of process.argv.slice(2)) {
  await import(pathToFileURL(resolve(file)).href)
  // Tests run in the order in which they were declared: this one waits for all of the file.
  await t.test(ended(file), async () => {})
}
