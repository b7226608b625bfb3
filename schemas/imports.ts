import { type Static, Type } from '@sinclair/typebox'
import { bodyProblems, operatorProblems, problems, storageProblems } from './problems.ts'
import { prose } from './prose.ts'
import { answer, defaulted, enumOf, ref } from './shared.ts'

export const tag = { name: 'imports', description: 'Pictures that a browser has kept so far' }
const tags = [tag.name]

export const ImportError = Type.Object(
  {
    key: Type.String({
      description: 'The key of the entry, at most 200 characters of it; empty when the dump as a whole is meant',
      examples: ['scene_cache_Emberpeak_dawn_clear'],
    }),
    error: Type.String({ description: 'What is wrong, and what it should be' }),
  },
  { $id: 'ImportError', description: 'One entry of a dump that was not imported' },
)

export const ImportReport = Type.Object(
  {
    scenes: Type.Integer({ minimum: 0, description: 'Pictures of scenes that were stored' }),
    items: Type.Integer({ minimum: 0, description: 'Pictures of items that were stored' }),
    skipped: Type.Integer({ minimum: 0, description: 'Pictures that were there already' }),
    errors: Type.Array(ref(ImportError), { maxItems: 100, description: 'The first 100; message has their number' }),
    total_size_mb: Type.Number({
      minimum: 0,
      description: 'Size of the stored pictures as they were in the dump, in MB (10^6 bytes)',
    }),
    status: enumOf(['success', 'partial', 'failed'], {
      description: 'success without errors; failed when no picture was stored and none was there already',
    }),
    message: Type.String({ description: 'The same in words, for people' }),
  },
  {
    $id: 'ImportReport',
    description: 'What became of a dump. With dry_run the numbers are what would have been stored.',
    examples: [
      {
        scenes: 1,
        items: 1,
        skipped: 0,
        errors: [
          {
            key: 'scene_cache_Emberpeak_dawn_clear',
            error: 'The picture is missing. It must be base64, or a data URI with base64.',
          },
        ],
        total_size_mb: 0.00021,
        status: 'partial',
        message: 'Stored pictures of scenes: 1, of items: 1. There already: 0. Errors: 1.',
      },
    ],
  },
)
export type ImportReport = Static<typeof ImportReport>

const exampleScene =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAJCAMAAAAM9FwAAAAAA1BMVEUyQV7lJA6TAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12NgGKQAAACZAAGVGD0UAAAAAElFTkSuQmCC'
const exampleItem =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAMAAADz0U65AAAAA1BMVEV6Ox44oQIHAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADElEQVQI12NgoA4AAABIAAH/myMhAAAAAElFTkSuQmCC'

/** A value that is read leniently: as an object, or as the JSON of one in a text. */
const section = (description: string) => Type.Optional(Type.Unknown({ description }))

const BrowserDump = Type.Object(
  {
    scene_cache: section(
      prose`
        Scenes: { "scene_cache_<Location>_<Time>_<Weather>": { image, timestamp? } }. The key is read from its end:
        scene_cache_Old_Town_dawn_clear is Old Town.`,
    ),
    item_images: section(
      'Items: { "item_image_<Name>": { images: [{ image, prompt?, custom_prompt?, is_featured?, timestamp? }] } }',
    ),
    nanoBananaSceneCache: section(
      prose`
        Scenes as a browser keeps them: { "scene_<location>_<time>_<weather>": { imageData, location?, timeOfDay?,
        weather?, prompt?, timestamp?, useCount? } }. The members count more than the key.`,
    ),
    nanoBananaImageLibrary: section(
      prose`
        Items as a browser keeps them: { "<name>": { featured?, images: [{ id?, data, customPrompt?, timestamp? }] }
        }. featured is the id of a picture.`,
    ),
  },
  {
    additionalProperties: true,
    description: prose`
      The local storage of a browser, or the documented form, or both. Every object may also be written as JSON in a
      text. A picture is base64 or a data URI; a timestamp is milliseconds since 1970 or ISO-8601. Other members are
      ignored.`,
    examples: [
      {
        scene_cache: {
          scene_cache_Old_Town_dawn_clear: {
            image: `data:image/png;base64,${exampleScene}`,
            timestamp: '2026-11-20T09:30:00.000Z',
          },
        },
        nanoBananaImageLibrary: JSON.stringify({
          'Rope (50ft)': {
            featured: 'img_1',
            images: [{ id: 'img_1', data: exampleItem, timestamp: 1_795_167_000_000, customPrompt: '' }],
          },
        }),
      },
    ],
  },
)

export const importBrowserData = {
  operationId: 'importBrowserData',
  tags,
  summary: 'Import the pictures that a browser has kept',
  description: prose`
    Scenes go to the cache, pictures of items to the gallery. A picture that cannot be read is listed and does not
    stop the import. Sent again, what is there already is skipped. A body that breaks after its first picture is
    answered 200 too: what was read before stays, and errors says where it breaks. It may take two hours to arrive,
    while at least 300000 bytes come in every 30 seconds. Of an item with more pictures than MAX_IMAGES_PER_ITEM, the
    featured one and the newest stay in the gallery; message says how many others went to the trash.`,
  querystring: Type.Object(
    {
      dry_run: defaulted(
        Type.Boolean({ default: false, description: 'Checks the dump and says what would be stored; stores nothing' }),
      ),
    },
    { additionalProperties: false },
  ),
  body: BrowserDump,
  response: {
    200: answer('What became of the dump', ref(ImportReport)),
    ...problems(...operatorProblems, ...bodyProblems, ...storageProblems, 'request-timeout'),
  },
}
