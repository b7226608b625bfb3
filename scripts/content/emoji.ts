import { writeFile } from 'node:fs/promises'
import { readContent } from './check.ts'

// Before everything else and in a process of its own: what reads texts has read the emoji when it starts.
const emoji = await readContent('content/emoji.yaml')
await writeFile('src/services/text/emoji.json', `${JSON.stringify(emoji, null, 1)}\n`)
