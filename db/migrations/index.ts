// Migrations, one line each, applied in the order of their names. A released migration is never edited: a further one
// follows it. While a new version starts, the old one still serves, so a migration only adds; columns and tables that
// it replaces are dropped one release later.
export * as '0001-saves' from './0001-saves.ts'
export * as '0002-quests' from './0002-quests.ts'
export * as '0003-idempotency' from './0003-idempotency.ts'
export * as '0004-jobs' from './0004-jobs.ts'
export * as '0005-owners' from './0005-owners.ts'
export * as '0006-model-calls' from './0006-model-calls.ts'
export * as '0007-images' from './0007-images.ts'
export * as '0008-leases' from './0008-leases.ts'
export * as '0009-accounts' from './0009-accounts.ts'
export * as '0010-personas' from './0010-personas.ts'
export * as '0011-credits' from './0011-credits.ts'
export * as '0012-spending' from './0012-spending.ts'
export * as '0013-phone' from './0013-phone.ts'
export * as '0014-calls' from './0014-calls.ts'
export * as '0015-chat' from './0015-chat.ts'
