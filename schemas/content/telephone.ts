/**
 * What the simulated telephone does with a call, by the last two digits of numbers that are set apart for films and
 * books: +1, any area code, 555-01 and two digits, such as +12025550190. Nobody has such a number. All other numbers,
 * and other digits, are answered by a person who stays on the line.
 */
export const simulatedNumbers = [
  { ending: '90', outcome: 'busy', description: 'the line is busy' },
  { ending: '91', outcome: 'no_answer', description: 'rings, and nobody answers' },
  { ending: '92', outcome: 'failed', description: 'the carrier cannot connect the call' },
  { ending: '93', outcome: 'voicemail', description: 'a machine answers' },
  { ending: '94', outcome: 'hangs_up', description: 'is answered, and hung up after ten seconds' },
  { ending: '95', outcome: 'invalid_number', description: 'the carrier refuses the number' },
  { ending: '96', outcome: 'unavailable', description: 'the carrier cannot be reached' },
  { ending: '97', outcome: 'ambiguous', description: 'the answer of the carrier is lost, and the phone rings' },
  { ending: '98', outcome: 'lost', description: 'the answer of the carrier is lost, and the phone does not ring' },
] as const

export type SimulatedOutcome = (typeof simulatedNumbers)[number]['outcome'] | 'answers'

/** Outcome of a call to a number in E.164. */
export function simulatedOutcomeOf(number: string): SimulatedOutcome {
  const [, ending] = /^\+1\d{3}55501(\d\d)$/.exec(number) ?? []
  return simulatedNumbers.find((it) => it.ending === ending)?.outcome ?? 'answers'
}
