import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The user that PostgreSQL runs as; undefined ids mean "as this process". */
export interface Account {
  uid: number
  gid: number
  /** True when this process is root and the server is another user. */
  foreign: boolean
}

/** PostgreSQL refuses root. This is "nobody" on every Linux, and needs no change to the host. */
const NOBODY = 65534

/**
 * Root runs an existing cluster as its owner (so that `sudo npm start` over a user's data works), and a new one as nobody.
 * Everybody else runs it as themself.
 */
export function accountFor(cluster: string): Account {
  const uid = process.getuid?.() ?? 0
  const gid = process.getgid?.() ?? 0
  if (uid !== 0) return { uid, gid, foreign: false }
  const owner = statSync(cluster, { throwIfNoEntry: false })
  if (!owner || owner.uid === 0) return { uid: NOBODY, gid: NOBODY, foreign: true }
  return { uid: owner.uid, gid: owner.gid, foreign: true }
}

/** Options for `spawn` that run a program as the account. The folder is one that everybody may enter. */
export function spawnAs(account: Account) {
  const identity = account.foreign ? { uid: account.uid, gid: account.gid } : {}
  return { ...identity, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }
}

/** Whether the account can enter `path` and every folder above it. Access lists are not looked at. */
export function canEnter(account: Account, path: string): boolean {
  if (!account.foreign) return true
  for (let at = resolve(path); ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false })
    if (stat && !permits(account, stat, 0o1)) return false
    if (at === dirname(at)) return true
  }
}

/** Whether the account can read and run one file; the folders above it are {@link canEnter}'s business. */
export function canRun(account: Account, file: string): boolean {
  return !account.foreign || permits(account, statSync(file), 0o5)
}

function permits(account: Account, stat: { mode: number, uid: number, gid: number }, bits: number): boolean {
  const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0
  return ((stat.mode >> shift) & bits) === bits
}

/** Gives a folder and all in it to the account. */
export function giveTo(account: Account, path: string): void {
  if (!account.foreign) return
  chownSync(path, account.uid, account.gid)
  if (!lstatSync(path).isDirectory()) return
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), account.uid, account.gid)
  }
}
