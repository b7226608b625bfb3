import { type Static, type TSchema, Type } from '@sinclair/typebox'

/** Where a variable is listed in .env.example and in the README. */
export type Group = 'database' | 'cache and limits' | 'text' | 'who may come in' | 'the house'

/** Holds its default until it is set. */
const setting = <T extends TSchema>(group: Group, schema: T) => ({ ...schema, group }) as T
/** Switches something on by being set. */
const variable = <T extends TSchema>(group: Group, schema: T) => Type.Optional(setting(group, schema))
/** Opens something to whoever knows it: long enough that nobody guesses it. */
const secret = (description: string) => Type.String({ minLength: 32, secret: true, description })
/** Given to us by someone else, in whatever length; as a header can carry it. */
const key = (description: string) => Type.String({ pattern: '^[\\x21-\\x7e]+$', secret: true, description })
const webAddress = (description: string) => Type.String({ pattern: '^https?://.+', description })
const price = (default_: number) =>
  whole(0, 1_000_000_000, default_, 'What a million of its tokens cost, read or written, in millionths of a US dollar')
const whole = (minimum: number, maximum: number, by: number, description: string) =>
  Type.Integer({ minimum, maximum, default: by, description })

/**
 * Every variable, with what it does, what it may be, and what holds without it (`default`). One that has no default
 * switches something on. `.env.example` and the README's table are generated from this.
 */
export const Env = Type.Object(
  {
    DATABASE_URL: setting(
      'database',
      Type.String({
        pattern: '^(sqlite:|file:|postgres://|postgresql://).+',
        default: 'sqlite:./data/lorekeep.db',
        description:
          'sqlite:./path, sqlite:///path, file:path, postgres://… or postgresql://…; without it, lorekeep.db in DATA_DIR',
      }),
    ),
    DATABASE_CA_CERT: variable(
      'database',
      Type.String({
        pattern: '-----BEGIN CERTIFICATE-----',
        description: 'PEM certificate of the authority that signed the Postgres server, for verified TLS',
      }),
    ),
    DATABASE_SSL: variable(
      'database',
      Type.Literal('no-verify', { description: 'no-verify: encrypt without checking who answers; weakens security' }),
    ),
    DATABASE_POOL_MAX: setting('database', whole(1, 500, 10, 'Postgres connections of each process')),
    REDIS_URL: variable(
      'cache and limits',
      Type.String({
        pattern: '^rediss?://.+',
        description: 'redis://… or rediss://…: Valkey or Redis, shared by all instances',
      }),
    ),
    RATE_LIMIT_PER_MINUTE: setting(
      'cache and limits',
      whole(1, 1_000_000_000, 3000, 'Requests a minute of one caller, over all routes'),
    ),
    RAINDROP_API_URL: variable('text', webAddress('Where SmartInference answers')),
    RAINDROP_API_KEY: variable('text', key("SmartInference's bearer token")),
    RAINDROP_PROTOCOL: variable(
      'text',
      Type.Union([Type.Literal('quest-json'), Type.Literal('openai-chat')], {
        description:
          'quest-json (the members of a quest as JSON) or openai-chat (chat completions); without it, openai-chat when the address ends in /v1 or /chat/completions',
      }),
    ),
    RAINDROP_MODEL: setting(
      'text',
      Type.String({ minLength: 1, default: 'llama-3.3-70b', description: 'The model of openai-chat (as of 2026-11)' }),
    ),
    RAINDROP_PRICE_MICRO_USD: setting('text', price(600_000)),
    GEMINI_API_KEY: variable('text', key("Google Gemini's key; writes when SmartInference is not set or fails")),
    GEMINI_BASE_URL: variable('text', webAddress('Another address of the Gemini API, e.g. of a proxy')),
    GEMINI_TEXT_MODEL: setting(
      'text',
      Type.String({ minLength: 1, default: 'gemini-3.8-flash', description: 'The model that writes (as of 2026-11)' }),
    ),
    GEMINI_TEXT_PRICE_MICRO_USD: setting('text', price(3_000_000)),
    INFERENCE_DEADLINE_MS: setting(
      'text',
      whole(100, 20_000, 15_000, 'Milliseconds for an answer, all attempts of all models together'),
    ),
    MODEL_REQUESTS_PER_MINUTE: setting(
      'text',
      whole(
        0,
        1_000_000,
        20,
        'Requests a minute for which one caller may use a paid model; beyond it the built-in rules serve',
      ),
    ),
    TRUST_PROXY: variable(
      'who may come in',
      Type.String({
        pattern: '^(\\d{1,2}|[0-9a-fA-F:.]+(/\\d{1,3})?(,\\s*[0-9a-fA-F:.]+(/\\d{1,3})?)*)$',
        description: 'How many proxies stand in front, or their addresses (CIDR): whose X-Forwarded-For to believe',
      }),
    ),
    ADMIN_TOKEN: variable(
      'who may come in',
      secret(
        "The operator's bearer token, at least 32 characters. Without it, in local mode, requests from this machine are the operator's",
      ),
    ),
    ALLOWED_ORIGINS: variable(
      'who may come in',
      Type.String({
        pattern: '^https?://[^\\s/,*]+(\\s*,\\s*https?://[^\\s/,*]+)*$',
        description:
          'Exact origins of the frontends, separated by commas. In local mode, localhost on any port is allowed too',
      }),
    ),
    APP_ENV: setting(
      'the house',
      Type.Union([Type.Literal('local'), Type.Literal('production')], {
        default: 'local',
        description: 'local or production; NODE_ENV, ENVIRONMENT and ENV are understood too',
      }),
    ),
    HOST: variable(
      'the house',
      Type.String({ minLength: 1, description: 'Where to listen: 127.0.0.1 in local mode, 0.0.0.0 in production' }),
    ),
    PORT: setting('the house', whole(0, 65_535, 8000, 'Where to listen')),
    DATA_DIR: setting(
      'the house',
      Type.String({ minLength: 1, default: './data', description: 'Where files live; made on first run' }),
    ),
    LOG_LEVEL: setting(
      'the house',
      Type.Union(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
        { default: 'info', description: 'fatal, error, warn, info, debug (every request), trace or silent' },
      ),
    ),
    WEB_CONCURRENCY: setting('the house', whole(1, 256, 1, 'Processes that share the port')),
    SHUTDOWN_GRACE_SECONDS: setting('the house', whole(1, 600, 25, 'How long a stop may take')),
    SAVE_MAX_BYTES: setting('the house', whole(1_024, 67_108_864, 1_048_576, 'Largest body of a save')),
    SAVE_VERSIONS_KEPT: setting(
      'the house',
      whole(1, 100_000, 50, 'Versions kept of each save, the current one included'),
    ),
    SAVES_REQUIRE_IF_MATCH: setting(
      'the house',
      Type.Boolean({
        default: false,
        description: 'true: a save must say which version it is based on (428 otherwise)',
      }),
    ),
  },
  { additionalProperties: false },
)

export type Variable = keyof typeof Env.properties
export type Env = Static<typeof Env>
