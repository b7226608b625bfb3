/** Owner of stored rows: a user, or an anonymous play session, whose id alone gives access to them. */
export type Owner = { user_id: string } | { session_id: string }

/** Owner as text: the value of the `owner` columns, and part of every key that counts or locks per owner. */
export type OwnerKey = `user:${string}` | `session:${string}`

export const ownerKey = (owner: Owner): OwnerKey =>
  'user_id' in owner ? `user:${owner.user_id}` : `session:${owner.session_id}`
