import type { Adapter } from '../port.ts'
import type { Imaging } from './port.ts'

const model = 'painter-1'

/** The built-in painter: composes a drawing from the words of an ask, without a network, a key or a cost. */
export const embedded: Adapter<Imaging> = {
  name: 'embedded',
  needs: [],
  open: () => ({
    model,
    state: () => 'ok',
    async paint(ask) {
      ask.signal?.throwIfAborted()
      // Loaded with the first picture: a service that paints none does not keep the content in memory.
      const { draw } = await import('./painter/paint.ts')
      ask.signal?.throwIfAborted()
      return { picture: { kind: 'svg', svg: draw(ask) }, model, usage: { pictures: 1 } }
    },
  }),
}
