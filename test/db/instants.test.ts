import t from 'tap'
import { instantOf } from '../../db/postgres.ts'

t.test("Postgres's text of an instant is read as ISO-8601 with milliseconds, whatever its form", async (t) => {
  const texts: Record<string, string> = {
    '2026-11-20 09:30:00+00': '2026-11-20T09:30:00.000Z',
    '2026-11-20 09:30:00.1+00': '2026-11-20T09:30:00.100Z',
    '2026-11-20 09:30:00.12+00': '2026-11-20T09:30:00.120Z',
    '2026-11-20 09:30:00.123+00': '2026-11-20T09:30:00.123Z',
    '2026-11-20 09:30:00.123456+00': '2026-11-20T09:30:00.123Z',
    '2026-11-20 11:30:00.5+02': '2026-11-20T09:30:00.500Z',
    '2026-11-20 15:00:00+05:30': '2026-11-20T09:30:00.000Z',
    '0001-01-01 00:00:00+00': '0001-01-01T00:00:00.000Z',
    '9999-12-31 23:59:59.999+00': '9999-12-31T23:59:59.999Z',
  }
  for (const [text, instant] of Object.entries(texts)) t.equal(instantOf(text), instant, text)
})
