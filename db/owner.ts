/** Owner of stored rows: a user, or an anonymous play session, whose id alone gives access to them. */
export type Owner = { user_id: string } | { session_id: string }

/** Owner as text: the value of the `owner` columns, and part of every key that counts or locks per owner. */
export type OwnerKey = `user:${string}` | `session:${string}`

/** The user of a key; undefined for a session. */
export const userIn = (owner: OwnerKey): string | undefined =>
  owner.startsWith('user:') ? owner.slice('user:'.length) : undefined

export const ownerKey = (owner: Owner): OwnerKey =>
  'user_id' in owner ? `user:${owner.user_id}` : `session:${owner.session_id}`
