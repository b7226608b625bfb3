import { prose } from '../prose.ts'
import { webAddress } from './addresses.ts'
import { inGroup, oneOf, optional, text, whole } from './variable.ts'

export const server = inGroup('server', {
  APP_ENV: oneOf(['local', 'production'], {
    default: 'local',
    description: 'local or production; NODE_ENV, ENVIRONMENT and ENV are understood too',
  }),
  HOST: optional(text('Address to listen on: 127.0.0.1 in local mode, 0.0.0.0 in production')),
  PORT: whole(0, 65_535, 8000, 'Port to listen on'),
  DATA_DIR: text('Folder for local files; created at the first start', { default: './data' }),
  LOG_LEVEL: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'fatal, error, warn, info, debug (every answer), trace (every arrival too) or silent',
  }),
  WEB_CONCURRENCY: whole(1, 256, 1, 'Processes that share the port'),
  SHUTDOWN_GRACE_SECONDS: whole(1, 600, 25, 'Seconds that a stop may take'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    webAddress('Where spans of requests and of calls to outside services go, by OTLP over HTTP'),
  ),
  EMBEDDED_OK: optional(
    text(
      prose`
        Capabilities that production may serve from this machine, separated by commas: database (SQLite, for one
        machine), blobs (pictures in DATA_DIR, for one machine), inference (quests by the built-in writer, without a
        model)`,
      { rules: [names] },
    ),
  ),
})

function names(value: string) {
  return value.split(',').every((it) => /^[a-z_]+$/.test(it.trim()))
    ? undefined
    : 'must be names of capabilities, separated by commas, e.g. database,inference'
}

/** Capabilities in EMBEDDED_OK. */
export const embeddedOk = (value = '') =>
  value
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean)
