import t from 'tap'
import { addressKey } from '../../src/http/address.ts'

const keys: [ip: string, key: string][] = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['0:0:0:0:0:ffff:cb00:7107', '203.0.113.7'],
  ['::1', '0:0:0/0'],
  ['::', '0:0:0/0'],
  ['2001:db8:1:2::9', '2001:db8:1/2'],
  ['2001:DB8:0001:0002:3:4:5:6', '2001:db8:1/2'],
  ['2001:db8::', '2001:db8:0/0'],
  ['2001:db8::2:0:0:0:5', '2001:db8:0/2'],
  ['2001:db8:1:2:3:4:192.0.2.1', '2001:db8:1/2'],
  ['64:ff9b::192.0.2.33', '64:ff9b:0/0'],
  ['fe80::1%eth0', 'fe80:0:0/0'],
]

t.test('addressKey: IPv4 as it is, of IPv6 the /64 behind its /48, in whatever way it is written', (t) => {
  for (const [ip, key] of keys) t.equal(addressKey(ip), key, ip)
  t.end()
})
