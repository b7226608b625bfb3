import { createClient } from '@hey-api/openapi-ts'

/**
 * Writes the TypeScript client of openapi.yaml: one typed function per operationId, on fetch, without dependencies.
 * `baseUrl: false`: without a configured address, the client uses the origin of its page.
 */
export const sdk = (path: string) =>
  createClient({
    input: 'openapi.yaml',
    output: { path, module: { extension: '.ts' }, fileName: { suffix: null }, tsConfigPath: null },
    plugins: [
      { name: '@hey-api/client-fetch', baseUrl: false },
      { name: '@hey-api/typescript', enums: 'javascript' },
      '@hey-api/sdk',
    ],
    logs: { level: 'silent', file: false },
  })

if (import.meta.main) await sdk('sdk/generated')
