import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Env } from '../schemas/env/index.ts'
import { unknownMembers } from './fixtures/app-spec.ts'
import {
  buildImage,
  codeOf,
  commandFault,
  configurationFault,
  copied,
  deadLinks,
  imageSteps,
  isVariable,
  pages,
  root,
  routes,
  START,
  textOf,
  yamlOf,
} from './fixtures/deployed.ts'
import { freePort } from './fixtures/postgres.ts'
import { folder } from './fixtures/process.ts'
import { until } from './fixtures/valkey.ts'

type Variables = { key: string; value: string; type?: string; scope: string }[]
const GRACE_SECONDS = Env.properties.SHUTDOWN_GRACE_SECONDS.default as number

t.test('The specification for App Platform says what the service and the platform understand', (t) => {
  const spec = yamlOf('.do/app.yaml')
  const [service] = spec.services
  const envs = spec.envs as Variables
  t.strictSame(unknownMembers(spec), [])
  for (const { run_command } of [...spec.services, ...spec.jobs]) t.equal(commandFault(run_command), undefined)
  t.ok([service, ...spec.jobs].every(({ dockerfile_path }) => existsSync(join(root, dockerfile_path))))
  t.match(spec.jobs, [{ kind: 'PRE_DEPLOY', run_command: 'node scripts/migrate.ts' }])
  t.strictSame([service.health_check.http_path, service.liveness_health_check.http_path], ['/readyz', '/livez'])
  t.ok(['/readyz', '/livez'].every((path) => routes.includes(path)))
  t.ok(service.termination.grace_period_seconds > GRACE_SECONDS)
  t.equal(spec.ingress.rules[0].component.name, service.name)
  t.match(spec.databases, [{ engine: 'PG' }, { engine: 'VALKEY' }])
  const bindings = envs.flatMap(({ value }) => [...value.matchAll(/\$\{(\w+)\.(\w+)\}/g)])
  const names = spec.databases.map(({ name }: { name: string }) => name)
  t.strictSame(
    bindings.filter(([, name, member = '']) => !names.includes(name) || !['DATABASE_URL', 'CA_CERT'].includes(member)),
    [],
  )
  t.equal(bindings.length, 3)
  t.strictSame(
    envs.filter(({ key, scope }) => !isVariable(key) || key === 'PORT' || scope !== 'RUN_TIME'),
    [],
  )
  const secrets = envs.filter(({ key }) => (Env.properties[key as 'JWT_SECRET'] as { secret?: true }).secret)
  t.ok(secrets.length > 0 && secrets.every(({ type }) => type === 'SECRET'))
  t.equal(configurationFault(Object.fromEntries(envs.map(({ key, value }) => [key, value]))), undefined)
  t.end()
})

t.test('The composition starts the service with all that production wants', (t) => {
  const { services, volumes } = yamlOf('compose.yaml')
  const { environment, depends_on, stop_grace_period, ports } = services.lorekeep
  // As compose does: what has a default takes it.
  const filled = Object.entries(environment as Record<string, string>).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
  ])
  t.strictSame(
    filled.filter(([name = '']) => !isVariable(name)),
    [],
  )
  t.equal(configurationFault(Object.fromEntries(filled)), undefined)
  t.strictSame(Object.keys(depends_on), Object.keys(services).slice(1))
  t.ok(Object.values(services).every((it) => typeof it === 'object'))
  t.strictSame(
    [environment.DATABASE_URL, environment.REDIS_URL].map((url) => new URL(url.replace(/\$\{.*?\}/, 'x')).hostname),
    ['postgres', 'valkey'],
  )
  t.ok(Number.parseInt(stop_grace_period, 10) > GRACE_SECONDS)
  t.strictSame(ports, [`127.0.0.1:${Env.properties.PORT.default}:${Env.properties.PORT.default}`])
  const mounted = Object.values<{ volumes: string[] }>(services).flatMap(({ volumes: own = [] }) => own)
  t.ok(mounted.every((volume) => (volume.split(':')[0] as string) in volumes))
  t.end()
})

t.test('The unit of systemd starts the service as npm does, and waits for its stop', (t) => {
  const unit = textOf('deploy/lorekeep.service')
  const all = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value)
  for (const command of [...all('ExecStart'), ...all('ExecStartPre')]) t.equal(commandFault(command), undefined)
  t.equal(all('ExecStart').length, 1)
  const given = Object.fromEntries(all('Environment').map((pair) => pair.split('=')))
  t.ok(Object.keys(given).every(isVariable))
  const [file = ''] = codeOf('docs/deploy.md', 'sh').filter((code) => code.includes('/etc/lorekeep.env'))
  const [, lines = ''] = /<<EOF\n([\s\S]*?)EOF/.exec(file) ?? []
  const ofFile = Object.fromEntries(
    lines
      .trim()
      .split('\n')
      .map((line) => line.split(/=(.*)/s)),
  )
  const opened = Object.fromEntries(
    Object.entries<string>(ofFile).map(([name, value]) => [name, value.startsWith('$(') ? `\${${name}}` : value]),
  )
  t.equal(configurationFault({ ...given, ...opened }), undefined)
  t.ok(Number(all('TimeoutStopSec')[0]) > GRACE_SECONDS)
  t.equal(`/var/lib/${all('StateDirectory')[0]}`, given.DATA_DIR)
  t.end()
})

t.test('The image has what the service needs, and starts it as npm does, without rights', (t) => {
  const steps = imageSteps()
  const [{ rest: base } = { rest: '' }] = steps
  const of = (name: string) => steps.filter(({ instruction }) => instruction === name).map(({ rest }) => rest)
  t.equal(base, `node:${process.versions.node.split('.')[0]}-slim`)
  t.strictSame(of('USER'), ['node'])
  t.equal(JSON.parse(of('CMD')[0] as string).join(' '), START)
  t.equal(commandFault(JSON.parse((of('HEALTHCHECK')[0] as string).replace(/^.*CMD /, '')).join(' ')), undefined)
  t.strictSame(of('EXPOSE'), [String(Env.properties.PORT.default)])
  const [first, ...allowed] = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
  t.equal(first, '*', 'nothing comes in that is not named')
  t.strictSame([...copied(), 'package-lock.json'].sort(), allowed.map((line) => line.replace(/^!/, '')).sort())
  t.ok(copied().every((name) => existsSync(join(root, name))))
  t.end()
})

t.test('What the image has is enough: it migrates, starts, and serves its pages', async (t) => {
  const image = await folder(t)
  await buildImage(image)
  const port = String(await freePort())
  const env = {
    ...{
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: port,
      NODE_ENV: 'production',
    },
    ...{
      EMBEDDED_OK: 'database,blobs,inference',
      JWT_SECRET: 'b4'.repeat(4) + 'c7d2e9f1a3'.repeat(3),
      DATABASE_URL: 'sqlite:./data/lorekeep.db',
    },
    ...{ ADMIN_TOKEN: 'f0e1d2c3b4a5968778695a4b3c2d1e0f', ALLOWED_ORIGINS: 'none', LOG_LEVEL: 'warn' },
  }
  const run = (command: string) => {
    const child = spawn(process.execPath, command.split(' ').slice(1), {
      cwd: image,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    t.teardown(() => child.kill('SIGKILL'))
    let told = ''
    child.stderr.on('data', (text) => (told += text))
    return { child, ended: once(child, 'close').then(([code]) => ({ code, told })) }
  }
  t.strictSame(await run('node scripts/migrate.ts').ended, { code: 0, told: '' })
  const { child, ended } = run(START)
  const answers = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => status)
  const died = ended.then(({ told }) => Promise.reject(new Error(told)))
  died.catch(() => {})
  const isOk = (path: string) =>
    answers(path).then(
      (status) => status === 200,
      () => false,
    )
  // A machine that is busy with other tests makes it refuse some for a while.
  const ok = (path: string) => Promise.race([until(() => isOk(path), `${path} answers 200`, 60_000), died])
  await ok('/readyz')
  t.strictSame(await run('node scripts/health.ts').ended, { code: 0, told: '' })
  // A machine that is busy with other tests makes it refuse some.
  for (const path of ['/', '/docs', '/redoc', '/openapi.yaml', '/openapi.json', '/health', '/api/v1/personas'])
    await ok(path)
  child.kill('SIGTERM')
  t.strictSame(await ended, { code: 0, told: '' })
})

t.test('Pages name only commands, files and variables that there are', (t) => {
  for (const page of pages) {
    t.strictSame(deadLinks(page), [], page)
    const commands = [...textOf(page).matchAll(/(?<!\w)(npm run [\w:-]+|node (?:--\S+ )*scripts\/\S+?\.\w+)/g)]
    t.strictSame(
      commands.flatMap(([command]) => commandFault(command) ?? []),
      [],
      page,
    )
  }
  const [sh, ini] = ['sh', 'ini'].map((language) => codeOf('docs/deploy.md', language).join('\n'))
  const assigned = [...`${sh}${ini}`.matchAll(/^ *([A-Z][A-Z\d_]+)=/gm)].map(([, name = '']) => name)
  t.ok(assigned.length > 5)
  t.strictSame(
    assigned.filter((name) => !isVariable(name)),
    [],
  )
  t.end()
})
