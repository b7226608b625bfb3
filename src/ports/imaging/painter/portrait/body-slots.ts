/** Slots that a person brings, beside those of the role and of `traits.slots`. */
export const bodySlots = ['skin', 'lips', 'hair', 'eyes'] as const
