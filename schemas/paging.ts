import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { defaulted, nullable, ref } from './shared.ts'

/** Query of every list: `page` gives totals, `cursor` continues in a stable order without counting. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'From 1; not with cursor' })),
  page_size: defaulted(
    Type.Integer({ minimum: 1, maximum: 100, default: 20, description: 'How many items a page has' }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 2_000, description: 'The next_cursor of the answer before; not with page' }),
  ),
}
export const PageQuery = Type.Object(pageQuery, { additionalProperties: false })
export type PageQuery = Static<typeof PageQuery>

/** Answer of every list. `item` is a named schema. */
export const pageOf = <T extends TSchema>(id: string, item: T, description: string) =>
  Type.Object(
    {
      items: Type.Array(ref(item)),
      page: nullable(Type.Integer(), { description: 'null when a cursor was given' }),
      page_size: Type.Integer({ description: 'The one that was asked for; the last page may have fewer items' }),
      total_items: nullable(Type.Integer(), { description: 'null when a cursor was given' }),
      total_pages: nullable(Type.Integer(), { description: 'null when a cursor was given' }),
      next_cursor: nullable(Type.String(), { description: 'null on the last page' }),
    },
    { $id: id, description },
  )
