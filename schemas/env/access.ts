import { origins, proxies } from './addresses.ts'
import { inGroup, optional, secret, text } from './variable.ts'

export const access = inGroup('access', {
  ADMIN_TOKEN: optional(
    secret(
      "The operator's bearer token, at least 32 characters. Without it, in local mode, one is made and kept in DATA_DIR, in the file operator-token",
      { requiredInProduction: "the operator's token" },
    ),
  ),
  ALLOWED_ORIGINS: optional(
    text(
      'Exact origins of the frontends, separated by commas, e.g. https://game.example,capacitor://localhost; none for a game that runs in no browser. In local mode, pages of this machine, of its network and of files are allowed too',
      { rules: [origins], requiredInProduction: 'the origins of your frontends, or none' },
    ),
  ),
  TRUST_PROXY: optional(
    text('Number of proxies in front of the service, or their addresses (CIDR), whose X-Forwarded-For is trusted', {
      rules: [proxies],
    }),
  ),
})
