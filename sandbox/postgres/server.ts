import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { SandboxError } from '../errors.ts'
import type { Account } from './account.ts'
import { giveTo, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { Place } from './place.ts'
import type { Postmaster } from './postmaster.ts'
import { disownPidFile, endProcess, livePostmaster, waitUntil } from './postmaster.ts'

export interface Server {
  socketFolder: string
  adopted: boolean
  stop(): Promise<void>
}

/** A socket's path has 108 bytes with its final zero on Linux, 104 on macOS. */
const SOCKET_PATH_LIMIT = 103
const LOG_LIMIT = 5_000_000
const START_LIMIT_MS = 60_000
/** How long the backends of a killed server may take to notice and to end. */
const ORPHANS_LIMIT_MS = 10_000

interface StartOptions {
  place: Place
  binaries: Binaries
  ephemeral: boolean
  socketFolder: string
}

/** For two cores and a few hundred megabytes, next to the app and a browser. */
const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '200',
  shared_buffers: '128MB',
  effective_cache_size: '512MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

/** Nothing survives a crash, and nothing has to. Several test files at once each bring a pool of their own. */
const EPHEMERAL_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum_naptime: '10s', max_connections: '300' }

/**
 * Becomes the server when the watcher beside it is set up. The watcher reads a pipe that only the launcher holds; when the launcher
 * ends, however it ends, the watcher stops the server and removes its folder.
 */
const LEASHED = `exec 3<&0
( { cat <&3; kill -QUIT $$; n=0; while kill -0 $$ && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; rm -rf "$0"; } >/dev/null 2>&1 & )
exec "$@" </dev/null 3<&-`

/** Takes over the server that runs on the cluster, or starts one. */
export async function runServer({ place, binaries, ephemeral }: Omit<StartOptions, 'socketFolder'>): Promise<Server> {
  const found = livePostmaster(place.cluster)
  if (found && (await answers(place, found))) {
    return { socketFolder: found.socketFolder, adopted: true, stop: () => stopServer(found, place) }
  }
  if (found) await stopServer(found, place)
  disownPidFile(place.cluster)

  const socketFolder = prepareSocketFolder(place)
  for (const end = Date.now() + ORPHANS_LIMIT_MS; ; await delay(100)) {
    const { child, server } = await tryToStart({ place, binaries, ephemeral, socketFolder })
    if (server) return { socketFolder, adopted: false, stop: () => (ephemeral ? letGo(child, server, place) : stopServer(server, place)) }
    if (tail(place.log, 2).includes('pre-existing shared memory block') && Date.now() < end) continue
    throw new SandboxError(`PostgreSQL did not start. The end of ${place.log}:\n${tail(place.log, 8)}`)
  }
}

async function tryToStart(options: StartOptions): Promise<{ child: ChildProcess, server?: Postmaster }> {
  const { cluster } = options.place
  const child = spawnServer(options)
  const failure = watchExit(child)
  await waitUntil(() => failure.happened || livePostmaster(cluster)?.ready === true, START_LIMIT_MS)
  const server = livePostmaster(cluster)
  if (server?.ready && !failure.happened) return { child, server }
  child.kill('SIGQUIT')
  return { child }
}

/** Waits for a server that may still be recovering; false when it does not answer a query in ten seconds. */
async function answers(place: Place, found: Postmaster): Promise<boolean> {
  for (const end = Date.now() + 10_000; Date.now() < end; await delay(50)) {
    const client = new pg.Client({ host: found.socketFolder, port: 5432, user: 'linli', database: 'postgres', connectionTimeoutMillis: 2_000 })
    try {
      await client.connect()
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory')
      return rows[0]?.data_directory === place.cluster
    } catch {
      if (!livePostmaster(place.cluster)) return false
    } finally {
      await client.end().catch(() => {})
    }
  }
  return false
}

function spawnServer({ place, binaries, ephemeral, socketFolder }: StartOptions): ChildProcess {
  const settings = { ...SETTINGS, ...(ephemeral ? EPHEMERAL_SETTINGS : {}), unix_socket_directories: socketFolder }
  const command = [binaries.postgres, '-D', place.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const log = openSync(place.log, logIsLong(place.log) ? 'w' : 'a', 0o644)
  // Its own process group: a Ctrl-C in the terminal must reach the app first, and the server not at all.
  const common = { ...spawnAs(place.account), detached: true }
  const child = ephemeral
    ? spawn('/bin/sh', ['-c', LEASHED, place.root, ...command], { ...common, stdio: ['pipe', log, log] })
    : spawn(command[0] ?? '', command.slice(1), { ...common, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  if (child.stdin && 'unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
  return child
}

function watchExit(child: ChildProcess): { happened: boolean } {
  const state = { happened: false }
  child.once('exit', () => (state.happened = true))
  child.once('error', () => (state.happened = true))
  return state
}

/** Fast shutdown; if sessions do not end in half a minute, an immediate one, from which the next start recovers. */
async function stopServer(server: Postmaster, place: Place): Promise<void> {
  if (!(await endProcess(server, 'SIGINT', 30_000)) && !(await endProcess(server, 'SIGQUIT', 10_000))) {
    await endProcess(server, 'SIGKILL', 5_000)
  }
  if (server.socketFolder !== place.run) rmSync(server.socketFolder, { recursive: true, force: true })
}

async function letGo(child: ChildProcess, server: Postmaster, place: Place): Promise<void> {
  child.stdin?.end()
  await endProcess(server, 'SIGQUIT', 10_000)
  if (server.socketFolder !== place.run) rmSync(server.socketFolder, { recursive: true, force: true })
  // The watcher removes the folder, too; whoever meets the other half-way gives up early.
  const removed = () => {
    rmSync(place.root, { recursive: true, force: true, maxRetries: 5 })
    return !existsSync(place.root)
  }
  await waitUntil(removed, 10_000)
}

/**
 * The folder of the socket, closed to others: whoever reaches the socket is the database's superuser. PostgreSQL touches the socket
 * every hour, so that those who clean temporary folders by age leave it alone.
 */
function prepareSocketFolder({ run, account }: Place): string {
  const fits = Buffer.byteLength(join(run, '.s.PGSQL.5432')) <= SOCKET_PATH_LIMIT && !/[,"\s]/.test(run)
  if (!fits) return closeTo(account, mkdtempSync('/tmp/linli-run-'))
  rmSync(run, { recursive: true, force: true })
  mkdirSync(run, { mode: 0o700 })
  return closeTo(account, run)
}

function closeTo(account: Account, folder: string): string {
  chmodSync(folder, 0o700)
  giveTo(account, folder)
  return folder
}

function logIsLong(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT
}

function tail(path: string, lines: number): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '(no log)'
}
