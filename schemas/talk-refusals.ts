import { type Row, retryAfter } from './refusal-row.ts'

/** Refusals of those operations by which players talk: calls, phone numbers and chats. A part of the table in refusals.ts. */
export const talkRefusals = {
  'no-credit': {
    status: 402,
    sentence: 'You have no credit for a minute of a call.',
    example: { message: 'You have 0 credits, and a call needs 1 at least. Ask for more.' },
  },
  'code-wrong': {
    status: 403,
    sentence: 'This is not the code.',
    example: { message: 'This is not the code; 4 tries are left.', tries_left: 4 },
  },
  'calls-refused': {
    status: 403,
    sentence: 'This number is not called: its owner, or the operator, has asked for that.',
  },
  'call-not-allowed': {
    status: 403,
    sentence: 'This number is not called; see reason.',
    example: { message: 'This number is not known to be yours: have a code told to it first.' },
  },
  'webhook-unsigned': { status: 403, sentence: 'This request is not signed by the carrier.' },
  'chat-not-found': { status: 404, sentence: 'There is no such conversation.' },
  'call-not-found': { status: 404, sentence: 'There is no such call, or it is not yours.' },
  'recording-not-found': {
    status: 404,
    sentence: 'There is no such recording: it was not asked for, is not ready, or is no longer kept.',
  },
  'scheduled-call-not-found': { status: 404, sentence: 'There is no such scheduled call, or it is not yours.' },
  'verification-not-found': {
    status: 404,
    sentence: 'No code for this number is open: it has expired, was used or has no tries left. Ask for another one.',
  },
  'phone-number-not-found': { status: 404, sentence: 'There is no such phone number, or it is not yours.' },
  'phone-taken': { status: 409, sentence: 'Another user has verified this number.' },
  'call-not-active': {
    status: 409,
    sentence: 'This call is not answered yet, or has ended; see its status.',
  },
  'call-not-simulated': { status: 409, sentence: 'On this call the player speaks on the telephone.' },
  'call-on-media-socket': {
    status: 409,
    sentence: 'This call is talked on its media socket: send what is typed there, as a text frame.',
  },
  'turn-in-progress': {
    status: 409,
    sentence: 'The persona is about to answer; wait for it.',
    headers: retryAfter(1),
  },
  'scheduled-call-fixed': {
    status: 409,
    sentence: 'This call cannot be changed any more: it is due within a minute, was made, or was cancelled.',
  },
  'scheduled-call-limit-reached': {
    status: 409,
    sentence: 'You have as many scheduled calls as one user may have; cancel one.',
  },
  'chat-answer-running': {
    status: 409,
    sentence: 'An answer of this conversation is still running; follow it or stop it, then send the next message.',
    headers: retryAfter(1),
    example: {
      message: 'The answer 2 of this conversation is still running; follow it or stop it, then send the next message.',
      message_id: 2,
    },
  },
  'upgrade-required': {
    status: 426,
    sentence: 'This address opens a WebSocket; ask for one.',
    headers: { Upgrade: 'websocket' },
  },
  'verifications-exceeded': {
    status: 429,
    sentence: 'Too many codes were asked for within an hour; wait for the seconds in Retry-After.',
    headers: retryAfter(3_600),
    example: { message: 'A number may be sent 3 codes an hour; try again in 1260 s.' },
  },
  'chat-messages-exceeded': {
    status: 429,
    sentence: 'Too many messages were sent within a minute; wait for the seconds in Retry-After.',
    headers: retryAfter(60),
    example: { message: 'You may send 10 messages a minute; try again in 42 s.' },
  },
  'calls-busy': {
    status: 503,
    sentence: 'Too many calls are being begun; try again in a moment.',
    headers: retryAfter(5),
  },
  'carrier-unavailable': {
    status: 503,
    sentence: 'The carrier cannot be reached, and the call goes on; try again. It ends at its limit in any case.',
    headers: retryAfter(2),
  },
  'chat-unavailable': {
    status: 503,
    sentence: 'The answer could not be finished; what was written is kept. Send the message again.',
    headers: retryAfter(2),
  },
  'verification-unavailable': {
    status: 503,
    sentence: 'No code can be sent at the moment; try again.',
    headers: retryAfter(60),
  },
} as const satisfies Record<string, Row>
