import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startPostgres } from '../../../sandbox/postgres/index.ts'
import { processMark } from '../../../sandbox/process-mark.ts'

const isRoot = process.getuid?.() === 0
const Answer = z.object({ url: z.string().optional(), error: z.string().optional() })

let folder: string
let dataDir: string
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync('/tmp/linli-test-')
  chmodSync(folder, 0o755)
  dataDir = join(folder, 'data')
})

afterEach(async () => {
  for (const child of children.splice(0)) await killed(child)
  // Adopting is the way to stop whatever a test left running.
  if (existsSync(join(dataDir, 'postgres'))) await startPostgres({ dataDir }).then(({ stop }) => stop(), () => {})
  rmSync(folder, { recursive: true, force: true })
})

describe('an embedded PostgreSQL', () => {
  test('keeps its data over a stop and a start', async () => {
    const first = await startPostgres({ dataDir })
    await query(first.url, 'CREATE TABLE note AS SELECT 1 AS id')
    await first.stop()
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow()

    const second = await startPostgres({ dataDir })
    expect(await query(second.url, 'SELECT id FROM note')).toEqual([{ id: 1 }])
    await second.stop()
  })

  test('takes Chinese for letters, so that trigrams find it', async () => {
    const { url, stop } = await startPostgres({ ephemeral: true })
    expect(await query(url, 'CREATE EXTENSION pg_trgm; SELECT 1').then(() => query(url, 'SELECT \'家政保洁\' % \'家政保洁服务\' AS alike')))
      .toEqual([{ alike: true }])
    await stop()
  })

  test('is adopted when its owner was killed', async () => {
    const { child, url } = await hold(dataDir)
    await query(url, 'CREATE TABLE note AS SELECT 7 AS id')
    const before = postmasterPid()
    await killed(child)

    const { url: adopted, stop } = await startPostgres({ dataDir })
    expect(postmasterPid()).toBe(before)
    expect(await query(adopted, 'SELECT id FROM note')).toEqual([{ id: 7 }])
    await stop()
    expect(processMark(before)).toBeUndefined()
  })

  test('is started again when it was killed with its owner', async () => {
    const { child, url } = await hold(dataDir)
    await query(url, 'CREATE TABLE note AS SELECT 8 AS id')
    const before = postmasterPid()
    process.kill(before, 'SIGKILL')
    await killed(child)

    const again = await startPostgres({ dataDir })
    expect(postmasterPid()).not.toBe(before)
    expect(await query(again.url, 'SELECT id FROM note')).toEqual([{ id: 8 }])
    await again.stop()
  })

  test('starts over a pid file whose pid another program has now', async () => {
    await startPostgres({ dataDir }).then(({ stop }) => stop())
    writeFileSync(join(dataDir, 'postgres/data/postmaster.pid'), `${process.pid}\n/somewhere\n0\n5432\n/somewhere\n\n\nready   \n`)
    const { url, stop } = await startPostgres({ dataDir })
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await stop()
  })

  test('serves a path too long for a socket, with spaces in it', async () => {
    dataDir = join(folder, 'a folder with a long name '.repeat(4), 'data')
    const { url, stop } = await startPostgres({ dataDir })
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await stop()
    expect(existsSync(socketFolder(url))).toBe(false)
  })
})

describe('a data folder', () => {
  test('is refused to a second live owner, with a sentence that names it', async () => {
    const { child, url } = await hold(dataDir)
    await expect(startPostgres({ dataDir })).rejects.toThrow(
      `Another Linli (process ${child.pid}) already uses the data in ${dataDir}. Stop it first, or set LINLI_DATA to another folder.`,
    )
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  test('is refused to a second start in the same process', async () => {
    const { stop } = await startPostgres({ dataDir })
    await expect(startPostgres({ dataDir })).rejects.toThrow('already uses the data')
    await stop()
    await startPostgres({ dataDir }).then(again => again.stop())
  })

  test('goes to one of many that ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => spawnHolder(dataDir)))
    expect(answers.filter(({ url }) => url !== undefined)).toHaveLength(1)
    expect(answers.filter(({ error }) => error?.includes('already uses the data'))).toHaveLength(3)
  })

  test('is not kept by a dead owner whose pid another process has now', async () => {
    mkdirSync(join(dataDir, 'postgres'), { recursive: true })
    writeFileSync(join(dataDir, 'postgres/owner.lock'), JSON.stringify({ pid: process.pid, mark: 'an earlier boot:1' }))
    await startPostgres({ dataDir }).then(({ stop }) => stop())
  })

  test('of another major version is refused and left as it is', async () => {
    await startPostgres({ dataDir }).then(({ stop }) => stop())
    const version = join(dataDir, 'postgres/data/PG_VERSION')
    writeFileSync(version, '15\n')
    await expect(startPostgres({ dataDir })).rejects.toThrow(/was made by PostgreSQL 15, and this is PostgreSQL 18\. .*DATABASE_URL/)
    writeFileSync(version, '18\n')
    await startPostgres({ dataDir }).then(({ stop }) => stop())
  })

  test.runIf(isRoot)('below a folder that only root enters keeps its database outside and remembers where', async () => {
    chmodSync(folder, 0o700)
    const first = await startPostgres({ dataDir })
    await query(first.url, 'CREATE TABLE note AS SELECT 9 AS id')
    await first.stop()
    const outside = placeOutside()

    const second = await startPostgres({ dataDir })
    expect(await query(second.url, 'SELECT id FROM note')).toEqual([{ id: 9 }])
    await second.stop()

    rmSync(outside, { recursive: true })
    await expect(startPostgres({ dataDir })).rejects.toThrow(`was kept in ${outside}, which is gone`)
  })

  test.runIf(isRoot)('that becomes closed to others is moved out with its data', async () => {
    const first = await startPostgres({ dataDir })
    await query(first.url, 'CREATE TABLE note AS SELECT 10 AS id')
    await first.stop()
    chmodSync(folder, 0o700)

    const second = await startPostgres({ dataDir })
    expect(await query(second.url, 'SELECT id FROM note')).toEqual([{ id: 10 }])
    await second.stop()
    rmSync(placeOutside(), { recursive: true })
  })

  test.runIf(isRoot)('of an ordinary user without a home works, and for root after that', async () => {
    chownSync(folder, 65534, 65534)
    chmodSync(folder, 0o711)
    const { child, url } = await hold(dataDir, { uid: 65534, gid: 65534, env: { PATH: process.env.PATH } })
    await query(url, 'CREATE TABLE note AS SELECT 11 AS id')
    await released(child)

    const asRoot = await startPostgres({ dataDir })
    expect(await query(asRoot.url, 'SELECT id FROM note')).toEqual([{ id: 11 }])
    await asRoot.stop()
  })
})

describe('an ephemeral PostgreSQL', () => {
  test('leaves nothing behind when it is stopped', async () => {
    const { url, stop } = await startPostgres({ ephemeral: true })
    const root = dirname(socketFolder(url))
    expect(readdirSync(root)).toContain('data')
    await stop()
    expect(existsSync(root)).toBe(false)
  })

  test('leaves nothing behind when its owner is killed', async () => {
    const { child, url } = await hold(undefined)
    const root = dirname(socketFolder(url))
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await killed(child)
    await expect.poll(() => existsSync(root)).toBe(false)
  })
})

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  // A server that is stopped under a client says so to the client, too.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A process of its own that owns a running server. */
async function hold(dir: string | undefined, options: SpawnOptions = {}): Promise<{ child: ChildProcess, url: string }> {
  const { child, url, error } = await spawnHolder(dir, options)
  if (url === undefined) throw new Error(error)
  return { child, url }
}

async function spawnHolder(dir: string | undefined, options: SpawnOptions = {}) {
  const script = join(import.meta.dirname, 'fixtures/hold-postgres.ts')
  const child = spawn(process.execPath, [script, ...(dir ? [dir] : [])], { ...options, stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface(child.stdout)) return { child, ...Answer.parse(JSON.parse(line)) }
  throw new Error('the holder said nothing')
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await exit
}

async function released(child: ChildProcess): Promise<void> {
  const exit = new Promise(resolve => child.once('exit', resolve))
  child.stdin?.end()
  await exit
}

function postmasterPid(): number {
  return Number(readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])
}

function placeOutside(): string {
  return z.object({ place: z.string() }).parse(JSON.parse(readFileSync(join(dataDir, 'postgres/place.json'), 'utf8'))).place
}

function socketFolder(url: string): string {
  return new URL(url).searchParams.get('host') ?? ''
}
