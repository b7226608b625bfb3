/** Throws when a caller counts in parts of a credit, or takes by adding. */
export function requireAmount(credits: number, least: number) {
  if (!Number.isSafeInteger(credits) || credits < least)
    throw new RangeError(`credits are whole numbers from ${least} on, not ${credits}`)
}

/** Throws when what stays in the ledger would name a user who was deleted. */
export function requireAnonymous(reference: string, userId: string) {
  if (names(reference, userId)) throw new RangeError('a reference must not contain the id of the user')
}

/** Whether a text contains the id of the user, in large or small letters, with its hyphens or without. */
export const names = (text: string, userId: string) => plain(text).includes(plain(userId))

const plain = (text: string) => text.toLowerCase().replaceAll('-', '')
