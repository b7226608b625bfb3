import type { KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'

/** What a token of ours says. */
export interface Claims {
  /** Id of the user. */
  sub: string
  /** Id of the token. */
  jti: string
  /** Seconds since 1970. */
  exp: number
  /** Version of the user's tokens when it was made. */
  ver: number
}

const ISSUER = 'lorekeep'
const AUDIENCE = 'lorekeep'
const TYPE = 'at+jwt'
/** Seconds by which the clocks of two machines may differ. */
const TOLERANCE_SECONDS = 5

export const sign = ({ sub, jti, exp, ver }: Claims, email: string | null, now: Date, key: KeyObject) =>
  new SignJWT({ ver, ...(email === null ? {} : { email }) })
    .setProtectedHeader({ alg: 'HS256', typ: TYPE })
    .setSubject(sub)
    .setJti(jti)
    .setIssuedAt(now)
    .setExpirationTime(exp)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .sign(key)

/** The claims of a token that one of the keys has signed and that is valid now; undefined for every other text. */
export async function verify(token: string, now: Date, keys: readonly KeyObject[]): Promise<Claims | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify<{ ver: unknown }>(token, key, {
        // Each of these is optional for jose, and a token without it would be accepted.
        algorithms: ['HS256'],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'jti', 'iat', 'exp', 'iss', 'aud', 'ver'],
        clockTolerance: TOLERANCE_SECONDS,
        currentDate: now,
      })
      const { sub, jti, exp, ver } = payload
      const isOurs = typeof sub === 'string' && uuid.test(sub) && typeof jti === 'string' && Number.isInteger(ver)
      return isOurs ? { sub, jti, exp: exp as number, ver: ver as number } : undefined
    } catch (error) {
      // Perhaps the other key has signed it. Whatever else is wrong is wrong for both.
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) return undefined
    }
  }
  return undefined
}

/** Postgres refuses to compare its column with anything else. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
