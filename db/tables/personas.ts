import type { Instant, Json, Once } from '../columns.ts'

/** Characters that players talk to: those of the service, and those that users make. */
export interface PersonasTable {
  /** A slug, unique among all. */
  id: Once<string>
  /** Null for those of the service. */
  user_id: Once<string | null>
  name: string
  description: string
  voice: Json
  /** 0 or 1. */
  is_public: number
  tags: Json
  temperature: number
  max_tokens: number
  max_call_minutes: number
  llm_model: string | null
  system_prompt: string
  /** Of the content that the row was seeded from; null when it was not, or the operator has changed it. */
  content_hash: string | null
  /** When the operator deleted one of the service's. The row stays, so that no start brings it back. */
  deleted_at: Instant | null
  created_at: Once<Instant>
  updated_at: Instant
}

/** What a user has with a persona. */
export interface UserPersonaRelationshipsTable {
  user_id: Once<string>
  persona_id: Once<string>
  relationship_type: string
  custom_system_prompt: string | null
  /** Null for the persona's own. */
  voice: Json | null
  /** 0 or 1. */
  is_favorite: number
  facts: Json
  /** The latest ones, newest first. */
  recent_calls: Json
  total_calls: number
  total_minutes: number
  last_call_at: Instant | null
  created_at: Once<Instant>
  updated_at: Instant
}

export interface PersonasTables {
  personas: PersonasTable
  user_persona_relationships: UserPersonaRelationshipsTable
}
