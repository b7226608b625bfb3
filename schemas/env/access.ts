import { prose } from '../prose.ts'
import { origins, proxies } from './addresses.ts'
import { inGroup, optional, secret, text, whole } from './variable.ts'

export const access = inGroup('access', {
  ADMIN_TOKEN: optional(
    secret(
      prose`
        The operator's bearer token, at least 32 characters. Without it, in local mode, one is made and kept in
        DATA_DIR, in the file operator-token`,
      { requiredInProduction: "the operator's token" },
    ),
  ),
  JWT_SECRET: optional(
    secret(
      prose`
        Signs the tokens of users, at least 32 characters; the same for all instances. Without it, in local mode, one
        is made and kept in DATA_DIR, in the file token-secret`,
      { requiredInProduction: 'the secret that signs the tokens of users' },
    ),
  ),
  JWT_SECRET_PREVIOUS: optional(
    secret('The JWT_SECRET before the current one: tokens that it has signed are valid until they end'),
  ),
  JWT_EXPIRES_IN: text('Life of a token: a number and s, m, h or d, at most 90d', { default: '24h', rules: [life] }),
  NEW_ACCOUNTS_PER_DAY: whole(
    1,
    1_000_000,
    500,
    'Accounts that one address may make in a day, those of guests included',
  ),
  ALLOWED_ORIGINS: optional(
    text(
      prose`
        Exact origins of the frontends, separated by commas, e.g. https://game.example,capacitor://localhost; none for
        a game that runs in no browser. In local mode, pages of this machine, of its network and of files are allowed
        too`,
      { rules: [origins], requiredInProduction: 'the origins of your frontends, or none' },
    ),
  ),
  TRUST_PROXY: optional(
    text('Number of proxies in front of the service, or their addresses (CIDR), whose X-Forwarded-For is trusted', {
      rules: [proxies],
    }),
  ),
})

function life(value: string) {
  const [, count = '0', unit = ''] = /^([1-9]\d{0,6})([smhd])$/.exec(value) ?? []
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3_600, d: 86_400 }[unit] ?? 0)
  return seconds >= 60 && seconds <= 90 * 86_400 ? undefined : 'must be like 30m, 24h or 7d, from 60s to 90d'
}
