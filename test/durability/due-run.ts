import { parseArgs } from 'node:util'
import { callDue } from './due-trials.ts'

/**
 * Whether each scheduled call is made once: many that are due at the same moment, three processes, and one of them killed.
 * Exits with 1 when one was made twice, or not at all.
 */
const { values } = parseArgs({
  options: { calls: { type: 'string', default: '1000' }, 'kill-after-ms': { type: 'string', default: '4000' } },
})
const { due, dialled, twice, statuses, seconds } = await callDue(Number(values.calls), Number(values['kill-after-ms']))
process.stdout.write(
  `${due} due over three processes, one killed: ${dialled} dialled, ${twice} twice, ${JSON.stringify(statuses)}, the last one ${seconds.toFixed(1)} s after its time\n`,
)
process.exit(twice === 0 && dialled === due && statuses.executed === due ? 0 : 1)
