/** Owner of stored things: a user, or an anonymous play session, to which its id alone gives access. */
export type Owner = { user_id: string } | { session_id: string }

/** Owner as one text: what the `owner` columns hold, and a part of every key that counts or locks per owner. */
export type OwnerKey = `user:${string}` | `session:${string}`

export const ownerKey = (owner: Owner): OwnerKey =>
  'user_id' in owner ? `user:${owner.user_id}` : `session:${owner.session_id}`
