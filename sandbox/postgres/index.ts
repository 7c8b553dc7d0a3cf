import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { SandboxError } from '../errors.ts'
import type { Lock } from '../lock.ts'
import { takeLock } from '../lock.ts'
import { giveTo, spawnAs } from './account.ts'
import type { Binaries } from './binaries.ts'
import { resolveBinaries } from './binaries.ts'
import type { Place } from './place.ts'
import { findPlace, makeTemporaryPlace, outsideFolder } from './place.ts'
import type { Server } from './server.ts'
import { runServer } from './server.ts'

export interface PostgresOptions {
  /** The launcher's data folder; the cluster lies in `postgres/` within. Without it the cluster is ephemeral. */
  dataDir?: string
  /** For tests: nothing is synced to disk, and all is gone at `stop()` or when this process ends. `dataDir` is not used. */
  ephemeral?: boolean
  log?: (line: string) => void
}

export interface RunningPostgres {
  /** Connects to the database `linli`, over a unix socket, as superuser. */
  url: string
  /** The same for the database `postgres`, from which others can be created. */
  adminUrl: string
  stop(): Promise<void>
}

const DATABASE = 'linli'

/**
 * Starts PostgreSQL 18 from npm's binaries, or adopts the server that a killed process left on the same data.
 * One live process owns a data folder; a second one gets a `SandboxError`, as does everything else that the user can put right.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { dataDir, ephemeral = dataDir === undefined, log = () => {} } = options
  if (process.platform === 'win32') throw new SandboxError('The embedded PostgreSQL runs on Linux and macOS. Set DATABASE_URL to a PostgreSQL 16 or newer.')

  const locks: Lock[] = []
  const unlock = () => locks.splice(0).forEach((lock) => lock.release())
  try {
    const place = ephemeral || dataDir === undefined ? makeTemporaryPlace() : claimPlace(dataDir, locks)
    const server = await startAt(place, { ephemeral, log })
    await createDatabase(server)
    let stopping: Promise<void> | undefined
    const stop = () => (stopping ??= server.stop().finally(unlock))
    return { url: urlOf(server, DATABASE), adminUrl: urlOf(server, 'postgres'), stop }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Locks the data folder and, where it is another one, the folder in which the cluster really lies. */
function claimPlace(dataDir: string, locks: Lock[]): Place {
  const home = join(dataDir, 'postgres')
  mkdirSync(home, { recursive: true })
  const refusal = (pid: number) =>
    `Another Linli (process ${pid}) already uses the data in ${dataDir}. Stop it first, or set LINLI_DATA to another folder.`
  locks.push(takeLock(join(home, 'owner.lock'), refusal))
  const place = findPlace(realpathSync(home))
  if (place.root !== realpathSync(home)) locks.push(takeLock(join(place.root, 'owner.lock'), refusal))
  return place
}

async function startAt(place: Place, { ephemeral, log }: { ephemeral: boolean, log: (line: string) => void }): Promise<Server> {
  const binaries = resolveBinaries(place.account, () => (place.account.foreign ? outsideFolder(place.account) : place.root))
  if (existsSync(place.cluster)) refuseForeignCluster(place, binaries)
  else await initCluster(place, binaries)
  const server = await runServer({ place, binaries, ephemeral })
  if (!ephemeral) log(`PostgreSQL ${server.adopted ? 'was still running and is adopted' : 'started'}, data in ${place.cluster}`)
  return server
}

function refuseForeignCluster({ cluster, account }: Place, binaries: Binaries): void {
  const owner = statSync(cluster).uid
  if (owner !== account.uid && !account.foreign) {
    throw new SandboxError(`The database in ${cluster} belongs to another user (uid ${owner}). Start as that user, or set LINLI_DATA to another folder.`)
  }
  const major = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (major === binaries.major) return
  throw new SandboxError(
    `The database in ${cluster} was made by PostgreSQL ${major}, and this is PostgreSQL ${binaries.major}. `
    + 'Move it to a server of that version and set DATABASE_URL, or delete the data folder to begin with an empty one.',
  )
}

/** Made under another name and renamed, so that an interrupted initdb leaves no half cluster. */
async function initCluster(place: Place, binaries: Binaries): Promise<void> {
  const draft = `${place.cluster}.new`
  const attempt = async (ctype: string) => {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    giveTo(place.account, draft)
    const locale = ['--locale=C', `--lc-ctype=${ctype}`, '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    await promisify(execFile)(binaries.initdb, ['-D', draft, '-U', 'linli', '-E', 'UTF8', '-A', 'trust', ...locale], spawnAs(place.account))
  }
  try {
    // pg_trgm and full text ask the C library which characters are letters; under plain C no Chinese one is.
    await attempt('C.UTF-8').catch(() => attempt('C'))
  } catch (cause) {
    throw new SandboxError(`PostgreSQL could not make its data folder ${place.cluster}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  renameSync(draft, place.cluster)
}

async function createDatabase(server: Server): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(server, 'postgres') })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}

/** The host parameter wins over the host name, which is there because a URL with a user must have one. */
function urlOf({ socketFolder }: Server, database: string): string {
  return `postgresql://linli@localhost:5432/${database}?host=${encodeURIComponent(socketFolder)}`
}
