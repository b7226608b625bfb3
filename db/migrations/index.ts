// Every change of the schema, one line each: they are made in the order of their names. A released one is never edited:
// the next change follows it. While a new version starts, the old one still serves, so a change only adds; what it
// replaces goes one release later.
export * as '0001-saves' from './0001-saves.ts'
export * as '0002-quests' from './0002-quests.ts'
export * as '0003-idempotency' from './0003-idempotency.ts'
export * as '0004-jobs' from './0004-jobs.ts'
export * as '0005-owners' from './0005-owners.ts'
export * as '0006-model-calls' from './0006-model-calls.ts'
