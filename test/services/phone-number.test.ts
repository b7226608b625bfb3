import t from 'tap'
import { maskPhoneNumber, readPhoneNumber } from '../../src/services/phone-number.ts'

t.test('What is no number in E.164, or none that can exist, is none', async (t) => {
  for (const text of [
    '',
    '+',
    '4155550123',
    '14155550123',
    '0014155550123',
    '+1 415 555 0123',
    '+1-415-555-0123',
    '+14155550123 ',
    '+14155550123\n',
    '+1415555012',
    '+141555501234',
    '+15550100001',
    '+11155550123',
    '+0123456789',
    '+99912345678',
    '+49',
    '+441234',
    '+1415555012a',
    '+１４１５５５５０１２３',
    '+14155550123;ext=5',
    'tel:+14155550123',
    `+1${'4'.repeat(100_000)}`,
  ])
    t.equal(await readPhoneNumber(text), undefined, text.slice(0, 30))
})

t.test('A number that costs who calls it is told apart', async (t) => {
  for (const [number, isPremium] of [
    ['+19005551234', true],
    ['+449098790879', true],
    ['+499001234567', true],
    ['+14155550123', false],
    ['+18005551212', false],
  ] as const)
    t.equal((await readPhoneNumber(number))?.isPremium, isPremium, number)
})

t.test('A number has its country, and every zone that the country has', async (t) => {
  for (const [e164, country, zone] of [
    ['+14155550123', 'US', 'America/Los_Angeles'],
    ['+14165550123', 'CA', 'America/Toronto'],
    ['+447400123456', 'GB', 'Europe/London'],
    ['+4915123456789', 'DE', 'Europe/Berlin'],
    ['+390612345678', 'IT', 'Europe/Rome'],
    ['+819012345678', 'JP', 'Asia/Tokyo'],
    ['+61412345678', 'AU', 'Australia/Sydney'],
    ['+5511961234567', 'BR', 'America/Sao_Paulo'],
  ] as const) {
    const number = await readPhoneNumber(e164)
    t.match(number, { e164, country })
    t.ok(number?.timeZones.includes(zone), zone)
    for (const timeZone of number?.timeZones ?? []) new Intl.DateTimeFormat('en', { timeZone })
  }
  t.ok(((await readPhoneNumber('+14155550123'))?.timeZones.length ?? 0) > 5, 'the United States have several')
  t.match(await readPhoneNumber('+881612345678'), { country: undefined, timeZones: [] })
})

t.test('Of a number that is shown, four digits are left', (t) => {
  t.equal(maskPhoneNumber('+14155550123'), '…0123')
  t.equal(maskPhoneNumber('+1234567'), '…4567')
  for (const short of ['', '+', '0123', '+123456']) t.equal(maskPhoneNumber(short), '…')
  t.end()
})
