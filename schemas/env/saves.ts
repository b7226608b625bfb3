import { inGroup, whole, yesNo } from './variable.ts'

export const saves = inGroup('saves', {
  SAVE_MAX_BYTES: whole(1_024, 67_108_864, 1_048_576, 'Largest body of a save'),
  SAVE_VERSIONS_KEPT: whole(1, 100_000, 50, 'Versions kept of each save, the current one included'),
  SAVES_REQUIRE_IF_MATCH: yesNo('true: a save must say which version it is based on (428 otherwise)'),
})
