import type { ForeignKey } from '../snapshot/postgres-catalog.ts'

/** Tables in an order in which each comes after those that its rows refer to. */
export function inOrder<T extends { name: string }>(tables: T[], keys: Pick<ForeignKey, 'table' | 'refers_to'>[]): T[] {
  const ordered: T[] = []
  const left = new Set(tables)
  while (left.size > 0) {
    const names = new Set([...left].map(({ name }) => name))
    const waits = ({ name }: T) =>
      keys.some(({ table, refers_to }) => table === name && refers_to !== name && names.has(refers_to))
    const next = [...left].filter((table) => !waits(table))
    if (next.length === 0) throw new Error(`tables refer to each other in a circle: ${[...names].join(', ')}`)
    for (const table of next) left.delete(table)
    ordered.push(...next)
  }
  return ordered
}
