import { isKey, type ListedObject } from './port.ts'

/** One page of a list: our objects, and the token of the next page. */
export interface Page {
  objects: ListedObject[]
  next: string | undefined
}

/**
 * Page of ListObjectsV2; undefined for anything else, such as a page of a proxy, an object without a size, or a page
 * that says that it is not the last one and names no next one. Objects whose keys are not ours are left out.
 */
export function readPage(xml: string): Page | undefined {
  if (!xml.includes('<ListBucketResult') || !xml.trimEnd().endsWith('</ListBucketResult>')) return undefined
  const elements = xml.split('<Contents>').slice(1)
  const objects = elements.filter((element) => isKey(textOf('Key', element) ?? '')).map(readObject)
  if (!objects.every((object) => object !== undefined)) return undefined
  const isTruncated = textOf('IsTruncated', xml)
  const next = textOf('NextContinuationToken', xml)
  if (isTruncated === 'false') return { objects, next: undefined }
  return isTruncated === 'true' && next ? { objects, next } : undefined
}

function readObject(element: string): ListedObject | undefined {
  const size = textOf('Size', element) ?? ''
  const modifiedAt = new Date(textOf('LastModified', element) ?? Number.NaN)
  if (!/^\d{1,15}$/.test(size) || Number.isNaN(modifiedAt.getTime())) return undefined
  return { key: textOf('Key', element) as string, sizeBytes: Number(size), modifiedAt }
}

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** Text of the first element of a name. */
const textOf = (element: string, xml: string) =>
  new RegExp(`<${element}>([^<]*)</${element}>`)
    .exec(xml)?.[1]
    ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => characters[name] as string)
