import { Type } from '@sinclair/typebox'
import { problems, userProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { empty, header } from '../shared.ts'
import { callId as id, tag } from './call.ts'

const tags = [tag.name]

const turnParams = Type.Object({
  id,
  n: Type.Integer({ minimum: 1, maximum: 10_000, description: 'The number of the turn', examples: [1] }),
})
const recordedParams = Type.Object({ id: Type.String({ ...id, examples: ['019aa0c8-93a5-7000-8000-000000000003'] }) })
const wav = {
  content: { 'audio/wav': { schema: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }) } },
}
const wavHeaders = {
  ETag: header(
    Type.String({ examples: ['"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"'] }),
    'Tag of the sound',
  ),
  'Accept-Ranges': header(Type.String({ examples: ['bytes'] }), 'Range is understood'),
}
const rangeHeaders = Type.Object({
  range: Type.Optional(Type.String({ maxLength: 200, description: 'One range of bytes' })),
  'if-range': Type.Optional(Type.String({ maxLength: 200, description: 'The tag that the range is of' })),
  'if-none-match': Type.Optional(Type.String({ maxLength: 1000, description: 'Tags that the client has' })),
})
const audioResponse = {
  200: { description: 'The sound', headers: wavHeaders, ...wav },
  206: {
    description: 'A part of it',
    headers: {
      ...wavHeaders,
      'Content-Range': header(Type.String({ examples: ['bytes 0-1023/61204'] }), 'Which part'),
    },
    ...wav,
  },
  304: empty('The client has it already', wavHeaders),
}

export const readTurnAudio = {
  operationId: 'readTurnAudio',
  tags,
  summary: 'Listen to one turn',
  description:
    'WAV, mu-law of 8 kHz, as a telephone sounds. Of calls that were recorded, and of what personas said on simulated ones.',
  params: turnParams,
  headers: rangeHeaders,
  response: {
    ...audioResponse,
    ...problems(
      'call-not-found',
      'recording-not-found',
      'range-not-satisfiable',
      'storage-unavailable',
      ...userProblems,
    ),
  },
}

export const readRecording = {
  operationId: 'readRecording',
  tags,
  summary: 'Listen to a call',
  description: prose`
    Both sides, as WAV, once the call has ended. Only of a call that was begun with record: true, for
    RECORDING_RETENTION_DAYS. On a simulated call, what was typed is spoken by a built-in voice.`,
  params: recordedParams,
  headers: rangeHeaders,
  response: {
    ...audioResponse,
    ...problems(
      'call-not-found',
      'recording-not-found',
      'range-not-satisfiable',
      'storage-unavailable',
      ...userProblems,
    ),
  },
}
