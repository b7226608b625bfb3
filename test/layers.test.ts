import { globSync, readFileSync } from 'node:fs'
import { dirname, join, matchesGlob, relative } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '..')
const files = globSync('{schemas,db,src,scripts}/**/*.ts', { cwd: root }).sort()
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const pathsIn = (file: string, imports: RegExp) =>
  [...textOf(file).matchAll(imports)].map(([, path = '']) => relative(root, join(root, dirname(file), path)))
const importsOf = (file: string) => pathsIn(file, /(?:from|import)\s*\(?\s*'(\.[^']+)'/g)
/** Imports that are gone when the code runs. */
const typesOf = (file: string) => pathsIn(file, /import type [^;]*? from '(\.[^']+)'/g)

/**
 * What each file may import; the first line that fits it holds. `@` is the file's own folder, `type:` begins what is
 * imported as a type alone.
 */
const rules: [string, string[]][] = [
  ['schemas/**', ['schemas/**']],
  ['db/**', ['db/**']],
  ['src/ports/index.ts', ['src/ports/*/index.ts']],
  ['src/ports/*.ts', ['src/ports/*.ts', 'schemas/env/*', 'src/services/metrics/*', 'src/services/tracing.ts']],
  ['src/ports/imaging/painter/paint.ts', ['@/*', '@/*/*', 'src/ports/imaging/port.ts']],
  [
    'src/ports/imaging/painter/**',
    ['@/*', 'src/ports/imaging/painter/*.ts', 'src/ports/imaging/port.ts', 'schemas/content/*'],
  ],
  ['src/ports/imaging/embedded.ts', ['@/*', 'src/ports/port.ts', '@/painter/paint.ts']],
  [
    'src/ports/*/**',
    ['@/*', 'src/ports/*.ts', 'schemas/{env,content}/*', 'src/services/grammar.ts', 'src/services/audio/*'],
  ],
  [
    'src/services/**',
    [
      '@/*',
      'src/services/**',
      'schemas/**',
      'db/**',
      'src/{errors,deps}.ts',
      'src/ports/{port,failure,usage,disk-full,*/port}.ts',
    ],
  ],
  ['src/domains/index.ts', ['src/domains/*/index.ts']],
  ['src/domains/*/{routes,webhooks,stream}.ts', ['@/*', 'schemas/**', 'src/http/*', 'src/{errors,deps}.ts']],
  ['src/domains/*/{store,*-store}.ts', ['@/*', 'schemas/**', 'db/**']],
  [
    'src/domains/**',
    [
      '@/**',
      'schemas/**',
      'db/{tables,owner}.ts',
      'type:db/{image-rows,window}.ts',
      'src/{errors,deps}.ts',
      'type:src/http/*',
      'src/services/**',
      'src/ports/*/port.ts',
      'src/domains/*/actions.ts',
    ],
  ],
  [
    'src/plugins/**',
    [
      '@/*',
      'src/plugins/*',
      'schemas/**',
      'src/errors.ts',
      'src/http/*',
      'db/errors.ts',
      'src/services/metrics/*',
      'src/services/tracing.ts',
    ],
  ],
  ['src/errors.ts', ['schemas/**']],
  ['src/http/*', ['@/*', 'src/errors.ts', 'schemas/**', 'db/owner.ts']],
  ['src/config.ts', ['schemas/env/*']],
  ['src/deps.ts', ['schemas/env/*', 'db/**', 'src/ports/**', 'src/services/**', 'src/config.ts', 'package.json']],
  [
    'src/app.ts',
    [
      'schemas/**',
      'src/deps.ts',
      'src/http/*',
      'src/plugins/**',
      'src/domains/index.ts',
      'src/services/*/{jobs,seed}.ts',
      'src/services/jobs/job.ts',
      'src/services/{seed,transaction}.ts',
    ],
  ],
  // The process edge.
  ['src/server.ts', ['src/process/*']],
  [
    'src/process/*',
    [
      'src/*.ts',
      '@/*',
      'src/http/*',
      'src/plugins/log.ts',
      'src/ports/{open,port}.ts',
      'src/ports/cache/{counters,workers}.ts',
      'src/services/operator-token.ts',
      'src/services/metrics/*',
      'src/services/tokens/secret.ts',
      'schemas/env/*',
    ],
  ],
  ['scripts/**', ['**']],
]

t.test('Each file imports only what its layer may', (t) => {
  for (const file of files) {
    const [, allowed] = rules.find(([glob]) => matchesGlob(file, glob)) ?? []
    t.ok(allowed, `${file} has a line in the rules`)
    const isIn = (target: string, globs: string[] = []) =>
      globs.some((glob) => matchesGlob(target, glob.replace('@', dirname(file))))
    const ofTypes = allowed?.filter((glob) => glob.startsWith('type:')).map((glob) => glob.slice('type:'.length))
    const types = typesOf(file)
    t.strictSame(
      importsOf(file).filter((target) => !isIn(target, allowed) && !(types.includes(target) && isIn(target, ofTypes))),
      [],
      file,
    )
  }
  t.end()
})

t.test('The tests and the benchmarks import nothing of each other', (t) => {
  for (const file of globSync('{bench,test}/**/*.ts', { cwd: root })) {
    const other = file.startsWith('bench/') ? 'test/' : 'bench/'
    t.strictSame(
      importsOf(file).filter((target) => target.startsWith(other)),
      [],
      file,
    )
  }
  t.end()
})

t.test('A domain that uses others is used by none of them in turn', (t) => {
  const domainOf = (file: string) => /^src\/domains\/([^/]+)\//.exec(file)?.[1]
  const uses = new Map<string, Set<string>>()
  for (const file of files) {
    const domain = domainOf(file)
    if (!domain) continue
    const others = importsOf(file)
      .map(domainOf)
      .filter((other) => other !== undefined && other !== domain)
    uses.set(domain, new Set([...(uses.get(domain) ?? []), ...(others as string[])]))
  }
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    !seen.has(from) && [...(uses.get(from) ?? [])].some((next) => next === to || reaches(next, to, seen.add(from)))
  for (const domain of uses.keys()) t.notOk(reaches(domain, domain), domain)
  t.end()
})

t.test('Only the process edge and the commands read the environment', (t) => {
  // child.ts is the whole of another process, and listens to its parent.
  const edge = ['src/server.ts', 'src/services/*/child.ts', 'scripts/**', 'db/migrate.ts', 'db/transfer.ts']
  const readers = files.filter((file) => /process\.(env|exit|argv|on)\b/.test(textOf(file)))
  // signals.ts is handed the process, and is the one that ends it.
  t.strictSame(
    readers.filter((file) => ![...edge, 'src/process/signals.ts'].some((glob) => matchesGlob(file, glob))),
    [],
  )
  t.end()
})

t.test('No file says any, suppresses a check without a reason, or grows past 200 lines', (t) => {
  for (const file of files) {
    const text = textOf(file)
    t.notMatch(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''), /(:|\bas|<|,|\|)\s*any\b(?!\()/, file)
    t.notMatch(text, /@ts-(ignore|nocheck)|@ts-expect-error\s*$/m, file)
    if (!file.startsWith('schemas/')) t.ok(text.split('\n').length <= 200, `${file} has at most 200 lines`)
  }
  t.end()
})
