import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { failure, root, run, say, systemEnvironment } from './processes.mjs'

const lockFile = join(root, 'package-lock.json')
const npmsOwnRecord = join(root, 'node_modules', '.package-lock.json')
const stampFile = join(root, 'node_modules', '.linli-install')

/** Brings `node_modules` to what `package-lock.json` says; does nothing where it already is. */
export async function ensureInstalled() {
  const lock = readFileSync(lockFile, 'utf8')
  const stamp = createHash('sha256').update(lock).digest('hex')
  if (read(stampFile) === stamp) return

  if (!holdsWhatTheLockSays(JSON.parse(lock), read(npmsOwnRecord))) {
    say('installing packages with npm ci (about a minute)')
    const code = await run({ command: 'npm', args: ['ci', '--no-audit', '--no-fund'], env: systemEnvironment(), shell: process.platform === 'win32' })
    if (code !== 0) throw failure(`npm ci ended with ${code}; nothing was started`, code)
  }
  writeFileSync(stampFile, stamp)
}

/** npm writes its record last, so an interrupted installation has none. Packages for other platforms may be missing. */
function holdsWhatTheLockSays(lock, record) {
  if (!record) return false
  const installed = JSON.parse(record).packages ?? {}
  const wanted = Object.entries(lock.packages ?? {}).filter(([path]) => path !== '')
  const same = ([path, { version, integrity, optional }]) => installed[path]
    ? installed[path].version === version && installed[path].integrity === integrity
    : optional === true
  return wanted.every(same) && Object.keys(installed).every(path => lock.packages[path])
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
