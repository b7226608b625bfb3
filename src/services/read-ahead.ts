/** Reads a source as fast as it comes, whatever the reader's pace; what the source throws, the reader gets after all else. */
export function readAhead<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  const items: T[] = []
  let ended: { error?: unknown } | undefined
  let changed = Promise.withResolvers<void>()
  const change = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  const read = async () => {
    for await (const item of source) {
      items.push(item)
      change()
    }
  }
  read()
    .then(
      () => {
        ended = {}
      },
      (error: unknown) => {
        ended = { error }
      },
    )
    .then(change)
  return {
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const item = items.shift()
        if (item !== undefined) yield item
        else if (!ended) await changed.promise
        else if ('error' in ended) throw ended.error
        else return
      }
    },
  }
}
