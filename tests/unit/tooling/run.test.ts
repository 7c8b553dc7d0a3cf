import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
let root: string

/** A checkout with the scripts, a lock of one package, an npm that only takes notes, and a launcher that says what it was asked for. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'linli-run-'))
  cpSync(join(repository, 'scripts'), join(root, 'scripts'), { recursive: true })
  write('package-lock.json', lockOf('1.0.0'))
  write('package.json', '{ "type": "module" }')
  write('fake-bin/npm', '#!/bin/sh\necho "npm $*" >> "$NPM_NOTES"\nexit ${NPM_EXIT:-0}\n', 0o755)
  write('node_modules/nuxt/bin/nuxt.mjs', `
    import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
    if (process.argv[2] === 'prepare') process.exit(0)
    appendFileSync('builds', process.argv[2] + '\\n')
    mkdirSync('.output/server', { recursive: true })
    writeFileSync('.output/server/index.mjs', '')
  `)
  write('sandbox/launcher.ts', 'console.log("launched", process.argv.slice(2).join(" ") as string)\nprocess.exitCode = 7\n')
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function lockOf(version: string): string {
  return JSON.stringify({ packages: {
    '': {},
    'node_modules/a': { version, integrity: `sha-${version}` },
    'node_modules/for-another-system': { version, optional: true },
  } })
}

function write(file: string, content: string, mode?: number): void {
  mkdirSync(join(root, file, '..'), { recursive: true })
  writeFileSync(join(root, file), content, { mode })
}

/** npm writes this record when an installation has ended. */
function installed(version: string): void {
  write('node_modules/.package-lock.json', JSON.stringify({ packages: {
    'node_modules/a': { version, integrity: `sha-${version}` },
  } }))
}

function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(root, 'fake-bin')}:${process.env.PATH}`, NPM_NOTES: join(root, 'notes'), ...extra }
}

function run(args: string[], extra?: Record<string, string>) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', ...args], {
    cwd: root, env: environment(extra), encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('installing', () => {
  it('happens on a bare checkout, and says so with its usual length', () => {
    const { stdout } = run(['seed'])
    expect(stdout).toContain('installing packages with npm ci (about a minute)')
    expect(existsSync(join(root, 'notes'))).toBe(true)
  })

  it('does not happen where node_modules holds what the lock says', () => {
    installed('1.0.0')
    run(['seed'])
    expect(existsSync(join(root, 'notes'))).toBe(false)
  })

  it('happens again when the lock has moved on', () => {
    installed('1.0.0')
    run(['seed'])
    write('package-lock.json', lockOf('1.1.0'))
    run(['seed'])
    expect(existsSync(join(root, 'notes'))).toBe(true)
  })

  it('stops everything with npm\'s exit code when it fails', () => {
    const { status, stdout, stderr } = run(['seed'], { NPM_EXIT: '9' })
    expect(status).toBe(9)
    expect(stderr).toContain('npm ci ended with 9')
    expect(stdout).not.toContain('launched')
  })
})

describe('building', () => {
  const builds = () => existsSync(join(root, 'builds'))

  beforeEach(() => {
    installed('1.0.0')
    write('pages/index.vue', '<template />')
  })

  it('happens once for the same sources', () => {
    run(['setup'])
    rmSync(join(root, 'builds'))
    run(['setup'])
    expect(builds()).toBe(false)
  })

  it.each([
    ['a source changes', () => write('pages/index.vue', '<template><p /></template>')],
    ['a folder that did not exist gets its first file', () => write('layouts/default.vue', '<template />')],
    ['a source is deleted', () => rmSync(join(root, 'pages/index.vue'))],
    ['the lock changes', () => {
      write('package-lock.json', lockOf('2.0.0'))
      installed('2.0.0')
    }],
    ['the output is gone', () => rmSync(join(root, '.output'), { recursive: true })],
  ])('happens again when %s', (_, change) => {
    run(['setup'])
    rmSync(join(root, 'builds'))
    change()
    run(['setup'])
    expect(builds()).toBe(true)
  })

  it('does not happen for a change in what never reaches the app', () => {
    run(['setup'])
    rmSync(join(root, 'builds'))
    write('tests/unit/x.test.ts', '')
    write('sandbox/launcher.ts', '')
    run(['setup'])
    expect(builds()).toBe(false)
  })
})

describe('handing over', () => {
  beforeEach(() => installed('1.0.0'))

  it('passes arguments in and the exit code out', () => {
    const { status, stdout } = run(['seed', '--bundles', '10'])
    expect(stdout).toContain('launched seed --bundles 10')
    expect(status).toBe(7)
  })

  it('prefers the Node in node_modules', () => {
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
    write('wrapper', `#!/bin/sh\nLINLI_WRAPPED=1 exec ${process.execPath} "$@"\n`, 0o755)
    symlinkSync(join(root, 'wrapper'), join(root, 'node_modules/.bin/node'))
    write('sandbox/launcher.ts', 'console.log("wrapped:", process.env.LINLI_WRAPPED)\n')
    expect(run(['seed']).stdout).toContain('wrapped: 1')
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on and waits for a clean end', async (signal) => {
    write('sandbox/launcher.ts', `
      setInterval(() => {}, 1000)
      process.on('${signal}', () => { console.log('closed cleanly'); process.exit(0) })
      console.log('ready')
    `)
    const child = spawn(process.execPath, ['scripts/run.mjs', 'dev'], { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      if (String(chunk).includes('ready')) child.kill(signal)
    })
    const [code] = await once(child, 'close')
    expect(output).toContain('closed cleanly')
    expect(code).toBe(0)
  })

  it('ends a step that hangs, and one that does not listen either', () => {
    write('probe.mjs', `
      import { spawn } from 'node:child_process'
      import { once } from 'node:events'
      import { handOver, limitTime } from './scripts/lib/processes.mjs'
      console.log(await handOver(['-e', 'setInterval(() => {}, 1000)'], { limit: { ms: 1 } }))
      const deaf = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready")'])
      await once(deaf.stdout, 'data')
      limitTime(deaf, { ms: 1, mercyMs: 1 })
      console.log((await once(deaf, 'exit'))[1])
      console.log(await handOver(['-e', ''], { limit: { ms: 3_600_000 } }))
    `)
    const { stdout, stderr } = spawnSync(process.execPath, ['probe.mjs'], { cwd: root, env: environment(), encoding: 'utf8' })
    expect(stdout.trim().split('\n')).toEqual(['143', 'SIGKILL', '0'])
    expect(stderr).toContain('is stopped')
  })

  it('reports a killed child as a shell would', () => {
    write('sandbox/launcher.ts', 'process.kill(process.pid, "SIGKILL")\n')
    expect(run(['seed']).status).toBe(137)
  })
})

it('names its commands when it does not know one', () => {
  const { status, stderr } = run(['nope'])
  expect(status).toBe(2)
  expect(stderr).toContain('start, dev, setup, seed, reindex, bench, test:stripe, test')
})
