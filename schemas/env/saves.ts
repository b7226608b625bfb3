import { Type } from '@sinclair/typebox'
import { inGroup, optional, text, whole, yesNo } from './variable.ts'

export const saves = inGroup('saves', {
  SAVE_STATE_SCHEMA: text(
    'What a state is: scene-flow (scene, party and heroes), open (any JSON object), or the path of a JSON Schema (2020-12) of your own',
    { default: 'scene-flow' },
  ),
  SAVE_MAX_BYTES: whole(1_024, 67_108_864, 1_048_576, 'Largest body of a save'),
  SAVE_VERSIONS_KEPT: whole(1, 100_000, 50, 'Versions kept of each save, the current one included'),
  SAVES_REQUIRE_IF_MATCH: yesNo('true: a save must say which version it is based on (428 otherwise)'),
  ANONYMOUS_RETENTION_DAYS: optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_650,
      description:
        'Days after the last write until saves, quests and chats without a user are deleted; without it, they are kept',
    }),
  ),
})
