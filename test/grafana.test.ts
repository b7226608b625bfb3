import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { register } from 'prom-client'
import t from 'tap'
import { measureProcess } from '../src/services/metrics/metrics.ts'

t.test('Every panel of the dashboard asks for metrics that exist, by labels that they have', async (t) => {
  measureProcess()
  const file = join(import.meta.dirname, '../deploy/grafana.json')
  const { panels } = JSON.parse(readFileSync(file, 'utf8')) as {
    panels: { title: string; targets: { expr: string }[] }[]
  }
  t.ok(panels.length > 10)
  const known = new Map((await register.getMetricsAsJSON()).map(({ name }) => [name, register.getSingleMetric(name)]))
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      const names = [...expr.matchAll(/\b(?:lorekeep|nodejs|process)_\w+/g)].map(([name]) => name)
      t.ok(names.length > 0, title)
      for (const name of names)
        t.ok(known.has(name) || known.has(name.replace(/_(bucket|count|sum)$/, '')), `${title}: ${name}`)
    }
})
