import type { Identity, Instant, Json, Once } from '../columns.ts'

export type CallStatus =
  | 'initiating'
  | 'ringing'
  | 'in_progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no_answer'
  | 'cancelled'
  | 'voicemail_detected'
  | 'terminated'

export type CallEndReason =
  | 'user_hangup'
  | 'agent_hangup'
  | 'max_duration'
  | 'silence'
  | 'budget'
  | 'voicemail'
  | 'carrier_error'
  | 'speech_error'
  | 'cancelled'
  | 'watchdog'

export interface CallsTable {
  id: Once<string>
  user_id: Once<string>
  persona_id: Once<string>
  /** As it was when the call began: both may be changed or deleted while it goes on. */
  persona_name: Once<string>
  scenario_id: Once<string | null>
  call_scenario: Once<string | null>
  call_pretext: Once<string | null>
  /** E.164. */
  phone_number: Once<string>
  carrier: Once<'simulated' | 'twilio'>
  /** The carrier's name of the call; null until it is known. */
  sid: string | null
  status: CallStatus
  /** Set when we want the call to end, before the carrier has ended it: the first one counts. */
  ending_reason: CallEndReason | null
  end_reason: CallEndReason | null
  scheduled_call_id: Once<string | null>
  started_at: Once<Instant>
  answered_at: Instant | null
  ended_at: Instant | null
  duration_seconds: number
  limit_minutes: Once<number>
  dial_ms: number
  /** 0 or 1. */
  record: Once<number>
  /** Hold of the ledger that keeps the credits. */
  hold_id: Once<string>
  credits_used: number
  /** Reservation of the money; null where nothing is paid. */
  spend_event_id: Once<string | null>
  /** 1 once the reservation of the money was settled. */
  is_money_settled: number
  /** Prices by component, as of the begin. */
  prices: Once<Json>
  cost_micro_usd: number
  cost_status: 'estimated' | 'final'
  /** Who listens to the player; null until somebody does. */
  listening: Json | null
  summary: string | null
  remembered_at: Instant | null
  /** Who makes the next turn of the persona, and until when they may. */
  turn_claim: string | null
  turn_claimed_until: Instant | null
  /** The stream of the one media socket that was opened. */
  stream_sid: string | null
  recording_blob_id: number | null
}

export interface CallTurnsTable {
  call_id: Once<string>
  n: Once<number>
  role: Once<'persona' | 'player'>
  text: string
  at: Once<Instant>
  /** Of the persona: who has made the text. */
  served_by: Once<Json | null>
  /** Of the persona: who has spoken it, with the model; null when it was not spoken. */
  spoken_by: Json | null
  /** Characters that were handed to the one who speaks. */
  characters: number
  /** Its place in the recording, in milliseconds from the begin. */
  from_ms: number | null
  to_ms: number | null
}

/** What a call costs, item by item. Rows are added and never changed. */
export interface CallCostsTable {
  id: Identity
  call_id: Once<string>
  component: Once<'carrier' | 'stt' | 'llm' | 'tts' | 'platform'>
  provider: Once<string>
  model: Once<string>
  quantity: Once<number>
  unit: Once<string>
  /** Null where a sum was told rather than a price. */
  unit_price_micro_usd: Once<number | null>
  per: Once<number>
  amount_micro_usd: Once<number>
  price_version: Once<number | null>
  status: Once<'estimated' | 'final'>
  /** 0 or 1. */
  simulated: Once<number>
  created_at: Once<Instant>
}

/** What the carrier has told, each event once. */
export interface CarrierEventsTable {
  sid: Once<string>
  source: Once<string>
  sequence: Once<number>
  call_id: Once<string>
  status: Once<string>
  received_at: Once<Instant>
}

export type ScheduledStatus = 'scheduled' | 'executing' | 'executed' | 'failed' | 'cancelled' | 'expired'

export interface ScheduledCallsTable {
  id: Once<string>
  user_id: Once<string>
  persona_id: Once<string>
  phone_number: Once<string>
  scenario_id: Once<string | null>
  call_scenario: Once<string | null>
  call_pretext: Once<string | null>
  max_duration_minutes: number
  /** 0 or 1. */
  record: Once<number>
  status: ScheduledStatus
  scheduled_time: Instant
  latest_time: Instant
  timezone: string | null
  /** 0 or 1. */
  allow_quiet_hours: number
  call_id: string | null
  failure: string | null
  created_at: Once<Instant>
  updated_at: Instant
}

/** When the next call may be begun, in one row. */
export interface CallPaceTable {
  id: Once<number>
  next_at: Instant
}

export interface CallsTables {
  calls: CallsTable
  call_turns: CallTurnsTable
  call_costs: CallCostsTable
  carrier_events: CarrierEventsTable
  scheduled_calls: ScheduledCallsTable
  call_pace: CallPaceTable
}
