import type { Adapter } from '../choose.ts'
import type { Inference, InferenceContext } from './port.ts'

export const embedded: Adapter<Inference, InferenceContext> = {
  name: 'built-in',
  needs: [],
  open: () => {
    throw new Error('not written yet')
  },
}
