import { type Static, Type } from '@sinclair/typebox'
import { replayedHeader, SpendingHeaders } from '../idempotency.ts'
import { pageQuery } from '../paging.ts'
import { bodyProblems, problems, storageProblems } from '../problems.ts'
import { prose } from '../prose.ts'
import { optionalSession, sessionCookie, sessionHeaders } from '../session.ts'
import { answer, defaulted, header, ref, Timestamp } from '../shared.ts'
import { budgetProblem } from '../spending.ts'
import {
  AspectRatio,
  Component,
  CustomPrompt,
  Image,
  ImageDeleted,
  ImageFeatured,
  ImagePage,
  imageParams,
  Prompt,
  Seed,
  SubjectName,
  SubjectType,
  tag,
} from './image.ts'

export * from './file.ts'
export * from './image.ts'

const tags = [tag.name]
const SessionHeaders = Type.Object(sessionHeaders)
const SessionQuery = Type.Object(optionalSession)
const location = { Location: header(Type.String({ examples: ['/api/v1/images/1'] }), 'Where the picture is') }

const requestMembers = {
  subject_type: SubjectType,
  subject_name: SubjectName,
  prompt: Prompt,
  custom_prompt: Type.Optional(CustomPrompt),
  aspect_ratio: defaulted({ ...AspectRatio, default: '16:9' as const }),
  component: defaulted({ ...Component, default: 'scene-viewer' }),
  seed: Type.Optional(Seed),
}
const ImageRequest = Type.Object(requestMembers)
export type ImageRequest = Static<typeof ImageRequest>

export const generateImage = {
  operationId: 'generateImage',
  tags,
  summary: 'Have a picture painted',
  description: prose`
    By the image model where one is configured, else by the built-in painter. The painter also steps in when the model
    cannot be reached or answers with nothing usable, and when the calls of the day are used up: served_by says who
    and why. A model without quota (429), one that is too slow (504), and a budget of the user that does not allow the
    picture (402) are told. A 201 means that the picture and its row are stored. The caller owns it: only its session
    or user, or the operator, may feature and delete it; everyone may look at it.`,
  headers: SpendingHeaders,
  body: Type.Object(
    { ...requestMembers, ...optionalSession },
    {
      additionalProperties: false,
      examples: [
        {
          subject_type: 'item',
          subject_name: 'Healing Potion',
          prompt: Prompt.examples[0],
          custom_prompt: CustomPrompt.examples[0],
          aspect_ratio: '1:1',
          component: 'inventory',
          session_id: 'shard-472-demo',
        },
      ],
    },
  ),
  response: {
    201: answer('The picture', ref(Image), { ...location, ...replayedHeader, ...sessionCookie }),
    ...problems(
      ...bodyProblems,
      'idempotency-key-in-use',
      'idempotency-key-reused',
      'content-blocked',
      'images-exceeded',
      'image-quota-exceeded',
      'image-timeout',
      ...storageProblems,
    ),
    ...budgetProblem,
  },
}

export const ImageQuery = Type.Object(
  {
    subject_name: Type.Optional(SubjectName),
    subject_type: Type.Optional(SubjectType),
    component: Type.Optional(Component),
    is_featured: Type.Optional(Type.Boolean({ description: 'Only featured ones, or only the others' })),
    q: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        description:
          'One to ten words that all stand in the name or the prompts, in any order; capitals and accents do not count',
      }),
    ),
    created_after: Type.Optional({ ...Timestamp, description: 'Made at this time or later' }),
    created_before: Type.Optional({ ...Timestamp, description: 'Made before this time' }),
    ...pageQuery,
    page_size: defaulted(
      Type.Integer({ minimum: 1, maximum: 100, default: 12, description: 'How many items a page has' }),
    ),
  },
  { additionalProperties: false },
)
export type ImageQuery = Static<typeof ImageQuery>

export const searchImages = {
  operationId: 'searchImages',
  tags,
  summary: 'Search the gallery',
  description: prose`
    Featured pictures first, then the newest; deleted ones are not shown. Beyond 10,000 pictures, total_items is null:
    walk on with cursor.`,
  querystring: ImageQuery,
  response: { 200: answer('A page of pictures', ref(ImagePage)), ...problems() },
}

export const readImage = {
  operationId: 'readImage',
  tags,
  summary: 'Read one picture',
  description: 'What is known of it; with include_data also its bytes in base64. Better: show its url.',
  params: imageParams,
  querystring: Type.Object(
    { include_data: defaulted(Type.Boolean({ default: false, description: 'Adds base64_data' })) },
    { additionalProperties: false },
  ),
  response: { 200: answer('The picture', ref(Image)), ...problems('image-not-found', 'storage-unavailable') },
}

export const featureImage = {
  operationId: 'featureImage',
  tags,
  summary: 'Feature a picture, or no longer',
  description: 'Turns it on or off. At most one picture of a subject is featured: the one before it no longer is.',
  params: imageParams,
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('As it is now', ref(ImageFeatured)), ...problems('image-not-found', ...bodyProblems) },
}

export const deleteImage = {
  operationId: 'deleteImage',
  tags,
  summary: 'Move a picture to the trash',
  description: prose`
    It is 404 everywhere at once, and kept for BACKUP_RETENTION_DAYS, within which restoreImage brings it back. If it
    was featured, the next newest picture of its subject is.`,
  params: imageParams,
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('In the trash', ref(ImageDeleted)), ...problems('image-not-found', ...bodyProblems) },
}

export const restoreImage = {
  operationId: 'restoreImage',
  tags,
  summary: 'Bring a picture back from the trash',
  description: 'It is in the gallery again, and not featured. A picture that was not deleted is answered as it is.',
  params: imageParams,
  headers: SessionHeaders,
  querystring: SessionQuery,
  response: { 200: answer('The picture', ref(Image)), ...problems('image-not-found', ...bodyProblems) },
}
