import { text } from 'node:stream/consumers'
import { frameClassifier, hazardClassifier } from '../../src/domains/quests/writer/content.ts'
import { readSignal } from '../../src/services/safety/safety.ts'
import type { Classifier } from '../../src/services/text/classifier.ts'
import { languageIn } from '../../src/services/text/language.ts'
import { normalise } from '../../src/services/text/normalise.ts'

/**
 * Prints how texts are understood: `npm run content:try -- "a text" "another"`, or one text a line on the standard
 * input.
 */
function best(classifier: Classifier, line: string): string {
  const probabilities = classifier.probabilities(normalise(line))
  const at = probabilities.reduce((best, it, at) => (it > (probabilities[best] as number) ? at : best), 0)
  return `${classifier.classes[at]} ${(probabilities[at] as number).toFixed(2)}`
}

const given = process.argv.slice(2)
const lines = given.length > 0 ? given : (await text(process.stdin)).split('\n')
for (const line of lines.filter((it) => it.trim() !== '')) {
  const { verdict, label = '', score } = readSignal([line])
  const safety = `${verdict} ${label} ${score.toFixed(2)}`.replace('  ', ' ')
  const frame = best(frameClassifier, line)
  const hazard = best(hazardClassifier, line)
  process.stdout.write(
    `${safety.padEnd(24)} ${frame.padEnd(14)} ${hazard.padEnd(20)} ${languageIn(line) ?? '–'}  ${line}\n`,
  )
}
