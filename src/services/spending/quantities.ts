import type { Usage } from '../../ports/usage.ts'

/** So many units of what a price is for. */
export interface Quantity {
  /** Key of the price in content/prices.yaml. */
  key: string
  unit: string
  amount: number
}

/** What is paid for the use of a model. */
export function quantitiesOf(provider: string, usage: Usage): Quantity[] {
  if ('pictures' in usage) return [{ key: `image.${provider}`, unit: 'picture', amount: usage.pictures }]
  return [
    { key: `text.${provider}.input`, unit: 'token', amount: usage.inputTokens },
    { key: `text.${provider}.output`, unit: 'token', amount: usage.outputTokens },
  ]
}
