import { publicAddress, webAddress } from './addresses.ts'
import { inGroup, key, optional, type Rule, text, whole } from './variable.ts'

const accountSid: Rule = (value) =>
  /^AC[0-9a-f]{32}$/i.test(value)
    ? undefined
    : 'must be AC and 32 hexadecimal digits, as the console of Twilio shows it'

const phoneNumber: Rule = (value) =>
  /^\+[1-9]\d{6,14}$/.test(value) ? undefined : 'must be a phone number as +14155550123: a plus sign, then digits alone'

/** Numbers of a list, without the spaces around them. */
export const phoneNumbersIn = (value = '') =>
  value
    .split(',')
    .map((it) => it.trim())
    .filter(Boolean)

const phoneNumbers: Rule = (value, situation) =>
  value.split(',').every((it) => phoneNumber(it.trim(), situation) === undefined)
    ? undefined
    : 'must be phone numbers as +14155550123, separated by commas'

export const telephony = inGroup('phone calls', {
  TWILIO_ACCOUNT_SID: optional(text("Twilio's account, which carries calls", { rules: [accountSid] })),
  TWILIO_AUTH_TOKEN: optional(key("Twilio's auth token; it signs what the carrier sends too")),
  TWILIO_AUTH_TOKEN_PREVIOUS: optional(
    key('The auth token before this one, whose signatures are accepted while Twilio changes over'),
  ),
  TWILIO_FROM_NUMBER: optional(
    text('The number that calls, bought from or verified by Twilio, as +14155550123', { rules: [phoneNumber] }),
  ),
  TWILIO_BASE_URL: optional(webAddress("Another address of Twilio's API, e.g. of a region")),
  PUBLIC_URL: optional(publicAddress('Where the carrier reaches this service; https in production')),
  CALLS_ALLOW_LIST: optional(
    text('Numbers that any user may have called, as +14155550123, separated by commas: those of testers', {
      rules: [phoneNumbers],
      secret: true,
    }),
  ),
  CALLS_PER_USER_PER_DAY: whole(1, 1_000_000, 20, 'Calls that one user may have within 24 hours'),
  RECORDING_RETENTION_DAYS: whole(1, 3_650, 30, 'Days for which the recording of a call may be listened to'),
  CALLS_PER_SECOND: whole(1, 1_000, 1, 'Calls that are begun a second, of all processes together'),
})
