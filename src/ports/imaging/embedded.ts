import type { Adapter } from '../port.ts'
import type { Imaging } from './port.ts'

const model = 'painter-1'

/** Placeholder until the painter is there: one grey surface. */
export const embedded: Adapter<Imaging> = {
  name: 'embedded',
  needs: [],
  open: () => ({
    model,
    state: () => 'ok',
    async paint({ signal }) {
      signal?.throwIfAborted()
      const svg =
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"><rect width="16" height="9" fill="#888"/></svg>'
      return { picture: { kind: 'svg', svg }, model, costMicroUsd: 0 }
    },
  }),
}
