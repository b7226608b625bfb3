import { webAddress } from './addresses.ts'
import { inGroup, key, optional, type Rule, text } from './variable.ts'

const bucketName: Rule = (value) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) ? undefined : 'must be the name of a bucket, without a path'

export const blobs = inGroup("pictures' storage", {
  S3_ENDPOINT: optional(webAddress('Address of an S3-compatible storage, without the bucket')),
  S3_BUCKET: optional(text('Bucket of this service alone, addressed by path', { rules: [bucketName] })),
  S3_ACCESS_KEY_ID: optional(key('Access key of the storage')),
  S3_SECRET_ACCESS_KEY: optional(key('Secret key of the storage')),
  S3_REGION: text('Region that requests are signed for', { default: 'auto' }),
})
