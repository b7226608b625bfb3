export interface PhoneNumber {
  /** Such as +14155550123. */
  e164: string
  /** ISO 3166, such as US; undefined of numbers that belong to no country, such as those of satellites. */
  country: string | undefined
  /**
   * Zones of the country, by IANA; none where the country is not known, or has none in the tables of ICU. Which of
   * them the number is in, is unknown: a mobile phone moves, and so does its owner.
   */
  timeZones: string[]
  /** A call of it costs more than the connection: numbers of premium rate, and of shared cost. */
  isPremium: boolean
}

/** Loaded with the first number: 2.5 MB of memory, with the rules of every country and its kinds of numbers. */
const library = () => import('libphonenumber-js/max')

/** A number in E.164, the plus sign and all; undefined for what is none, or none that can exist. */
export async function readPhoneNumber(text: string): Promise<PhoneNumber | undefined> {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) return undefined
  const { parsePhoneNumberFromString } = await library()
  const number = parsePhoneNumberFromString(text)
  // Also one that is valid without some of its digits is not what was meant.
  if (!number?.isValid() || number.number !== text) return undefined
  const { country } = number
  return {
    e164: text,
    country,
    timeZones: country ? zonesOf(country) : [],
    isPremium: ['PREMIUM_RATE', 'SHARED_COST'].includes(number.getType() ?? ''),
  }
}

/** Of ECMA-402, and not yet among TypeScript's types. */
type WithZones = Intl.Locale & { getTimeZones(): string[] | undefined }

const zonesOf = (country: string) => (new Intl.Locale('und', { region: country }) as WithZones).getTimeZones() ?? []

/** The last four digits, for those who know the number already: `…0123`. Of fewer than eight, none. */
export const maskPhoneNumber = (number: string) => (number.length < 8 ? '…' : `…${number.slice(-4)}`)
