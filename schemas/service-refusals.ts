import { type Row, retryAfter } from './refusal-row.ts'

/** Refusals for the state of the service and its storage. Part of the table in refusals.ts. */
export const serviceRefusals = {
  'headers-too-large': { status: 431, sentence: 'The request headers are larger than allowed.' },
  'request-abandoned': {
    status: 499,
    sentence: 'The caller hung up before the answer was ready. Nothing was kept.',
  },
  'internal-error': {
    status: 500,
    sentence: 'Something went wrong on our side. Quote the request id when you report it.',
  },
  'database-unavailable': {
    status: 503,
    sentence: 'The database is not available at the moment. Nothing is known to be written; try again.',
    headers: retryAfter(2),
  },
  'storage-unavailable': {
    status: 503,
    sentence: "The pictures' storage is not available at the moment. Nothing was written; try again.",
    headers: retryAfter(5),
  },
  'image-timeout': {
    status: 504,
    sentence: 'The image model did not answer in time. Nothing was stored; try again.',
  },
  'storage-full': { status: 507, sentence: 'There is no space left on the disk. Nothing was written.' },
  overloaded: { status: 503, sentence: 'The service is busy; try again.', headers: retryAfter(2) },
} as const satisfies Record<string, Row>
