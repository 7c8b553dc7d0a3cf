import { randomUUID } from 'node:crypto'
import { accessSync, chmodSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { SandboxError } from '../errors.ts'
import type { Account } from './account.ts'
import { accountFor, canEnter, giveTo } from './account.ts'
import { livePostmaster } from './postmaster.ts'

/** Where one cluster lives on disk, and as whom it runs. */
export interface Place {
  root: string
  /** PostgreSQL's data directory. */
  cluster: string
  /** The socket's folder, where its path is short enough. */
  run: string
  log: string
  account: Account
}

const Pointer = z.object({ place: z.string() })

/**
 * Folders that root can make, that everybody can enter, and that nothing cleans. A temporary folder is no place for data:
 * it is emptied at boot, or by age.
 */
const OUTSIDE = ['/var/lib/linli', '/srv/linli', '/opt/linli']

/**
 * The place of the cluster that belongs to `home`: `home` itself or, where the server's user cannot enter it, a folder outside that
 * `home/place.json` remembers. A cluster that has become unreachable is moved out.
 */
export function findPlace(home: string): Place {
  const remembered = readPointer(home)
  if (remembered) return placeAt(remembered)

  const inside = placeAt(home)
  if (canEnter(inside.account, home) || livePostmaster(inside.cluster)) return inside

  const root = join(outsideFolder(inside.account), `cluster-${randomUUID()}`)
  mkdirSync(root, { mode: 0o755 })
  writeFileSync(join(root, 'belongs-to.txt'), `${home}\n`)
  if (existsSync(inside.cluster)) {
    cpSync(inside.cluster, join(root, 'data'), { recursive: true, verbatimSymlinks: true })
    chmodSync(join(root, 'data'), 0o700)
    giveTo(inside.account, join(root, 'data'))
  }
  writeFileSync(join(home, 'place.json'), `${JSON.stringify({ place: root })}\n`)
  rmSync(inside.cluster, { recursive: true, force: true })
  return placeAt(root)
}

/** A new place that is gone when the server has stopped. */
export function makeTemporaryPlace(): Place {
  const account = accountFor('')
  const root = mkdtempSync(join(canEnter(account, tmpdir()) ? tmpdir() : '/tmp', 'linli-pg-'))
  chmodSync(root, 0o700)
  giveTo(account, root)
  return placeAt(root)
}

/** A folder outside for what the server's user must reach; only root needs one. */
export function outsideFolder(account: Account): string {
  for (const folder of OUTSIDE) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      accessSync(folder, constants.W_OK)
      const { uid, mode } = statSync(folder)
      if (uid === process.getuid?.() && (mode & 0o022) === 0 && canEnter(account, folder)) return folder
    } catch {
      continue
    }
  }
  throw new SandboxError(
    'PostgreSQL does not run as root, and no other user can enter this folder. Set LINLI_DATA to a folder that others can enter, or start as an ordinary user.',
  )
}

function placeAt(root: string): Place {
  const cluster = join(root, 'data')
  return { root, cluster, run: join(root, 'run'), log: join(root, 'server.log'), account: accountFor(cluster) }
}

function readPointer(home: string): string | undefined {
  const path = join(home, 'place.json')
  if (!existsSync(path)) return undefined
  const { place } = Pointer.parse(JSON.parse(readFileSync(path, 'utf8')))
  if (existsSync(place)) return place
  throw new SandboxError(`The database of ${home} was kept in ${place}, which is gone. Delete the data folder to begin with an empty one.`)
}
