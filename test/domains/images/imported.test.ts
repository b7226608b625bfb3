import t from 'tap'
import { aspectRatioOf } from '../../../src/domains/images/imported.ts'

t.test('A picture has the nearest aspect ratio of the contract', async (t) => {
  for (const [width, height, ratio] of [
    [512, 512, '1:1'],
    [1_000, 900, '1:1'],
    [1_200, 900, '4:3'],
    [1_024, 576, '16:9'],
    [4_096, 1, '16:9'],
    [500, 900, '9:16'],
  ] as const)
    t.equal(aspectRatioOf({ width, height }), ratio, `${width} × ${height}`)
})
