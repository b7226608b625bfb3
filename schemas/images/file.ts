import { Type } from '@sinclair/typebox'
import { problems } from '../problems.ts'
import { defaulted, empty, enumOf, header } from '../shared.ts'
import { imageParams, tag } from './image.ts'

const fileHeaders = {
  ETag: header(Type.String({ examples: ['"3f1c0a6b…"'.replace('…', '')] }), 'SHA-256 of the bytes, quoted'),
  'Cache-Control': header(Type.String({ examples: ['public, max-age=31536000, immutable'] }), 'It never changes'),
  'Accept-Ranges': header(Type.String({ examples: ['bytes'] }), 'Range is understood'),
}
const bytes = { content: { 'image/webp': { schema: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }) } } }

export const readImageFile = {
  operationId: 'readImageFile',
  tags: [tag.name],
  summary: 'The bytes of a picture',
  description:
    'WebP, with a strong ETag, Range and 304. The bytes of an address never change; once the picture is deleted, it is 404.',
  params: imageParams,
  headers: Type.Object({
    'if-none-match': Type.Optional(Type.String({ maxLength: 1000, description: 'Tags that the client has' })),
    range: Type.Optional(Type.String({ maxLength: 200, description: 'One range of bytes' })),
    'if-range': Type.Optional(Type.String({ maxLength: 200, description: 'The tag that the range belongs to' })),
  }),
  querystring: Type.Object(
    {
      variant: defaulted(
        enumOf(['full', 'thumbnail'], { default: 'full', description: 'The whole picture, or a small one' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: {
    200: { description: 'The bytes', headers: fileHeaders, ...bytes },
    206: {
      description: 'A part of them',
      headers: {
        ...fileHeaders,
        'Content-Range': header(Type.String({ examples: ['bytes 0-1023/61204'] }), 'Which part'),
      },
      ...bytes,
    },
    304: empty('The client has these bytes already', fileHeaders),
    ...problems('image-not-found', 'range-not-satisfiable', 'storage-unavailable'),
  },
}
