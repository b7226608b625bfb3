import type { Kysely } from 'kysely'

/** Every table of the database: one line per domain or service. */
export type Tables = import('./tables/saves.ts').SavesTables &
  import('./tables/quests.ts').QuestsTables &
  import('./tables/idempotency.ts').IdempotencyTables &
  import('./tables/jobs.ts').JobsTables &
  import('./tables/paid-calls.ts').PaidCallsTables &
  import('./tables/blobs.ts').BlobsTables &
  import('./tables/images.ts').ImagesTables &
  import('./tables/scenes.ts').ScenesTables &
  import('./tables/leases.ts').LeasesTables &
  import('./tables/accounts.ts').AccountsTables &
  import('./tables/personas.ts').PersonasTables &
  import('./tables/scenarios.ts').ScenariosTables &
  import('./tables/credits.ts').CreditsTables &
  import('./tables/spending.ts').SpendingTables &
  import('./tables/phone.ts').PhoneTables &
  import('./tables/calls.ts').CallsTables &
  import('./tables/chat.ts').ChatTables

export type Db = Kysely<Tables>
