import { prose } from '../prose.ts'
import { urlWith } from './addresses.ts'
import { inGroup, oneOf, optional, type Rule, text, whole } from './variable.ts'

const forProduction: Rule = (value, { isProduction, isEmbeddedOk }) =>
  isProduction && !isEmbeddedOk('database') && /^(sqlite|file):/.test(value)
    ? 'must be a Postgres URL in production; EMBEDDED_OK=database allows SQLite, for one machine'
    : undefined

const certificate: Rule = (value) =>
  value.includes('-----BEGIN CERTIFICATE-----') ? undefined : 'must be a certificate in PEM format'

export const database = inGroup('database', {
  DATABASE_URL: text(
    'sqlite:./path, sqlite:///path, file:path, postgres://… or postgresql://…; without it, lorekeep.db in DATA_DIR',
    {
      default: 'sqlite:./data/lorekeep.db',
      rules: [urlWith('sqlite:', 'file:', 'postgres://', 'postgresql://'), forProduction],
      requiredInProduction: 'a Postgres database that every instance shares',
      embeddedInstead: 'database',
    },
  ),
  DATABASE_CA_CERT: optional(
    text('PEM certificate of the authority that signed the Postgres server, for verified TLS', {
      rules: [certificate],
      // A certificate often arrives on one line.
      decode: (value) => value.replaceAll('\\n', '\n'),
    }),
  ),
  DATABASE_SSL: optional(
    oneOf(['no-verify'], {
      description: "no-verify: encrypt without checking the server's certificate; weakens security",
    }),
  ),
  DATABASE_POOLER: optional(
    oneOf(['transaction'], {
      description: prose`
        transaction: a connection pooler in transaction mode, such as PgBouncer, stands before Postgres; no settings
        and no prepared statements are kept on a connection`,
    }),
  ),
  DATABASE_POOL_MAX: whole(1, 500, 10, 'Postgres connections of each process, besides three for its jobs'),
})
