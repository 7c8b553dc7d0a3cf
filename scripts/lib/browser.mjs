import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { failure, run, say } from './processes.mjs'

const fontFolders = ['/usr/share/fonts', '/usr/local/share/fonts', join(homedir(), '.fonts'), join(homedir(), '.local/share/fonts')]

/**
 * Chromium and Noto Sans CJK, from Debian, installed where this user may.
 * @returns the path of the browser, for `CHROMIUM_PATH`.
 * @throws with the command to run where something is missing and cannot be installed: a skipped browser test is a false "passed".
 */
export async function ensureBrowser() {
  const asked = process.env.CHROMIUM_PATH
  if (asked && !existsSync(asked)) throw failure(`CHROMIUM_PATH is ${asked}, and there is no such file`)

  const packages = missingPackages()
  if (packages.length > 0) await install(packages)
  return chromium()
}

function chromium() {
  return process.env.CHROMIUM_PATH || '/usr/bin/chromium'
}

function missingPackages() {
  return [
    ...(existsSync(chromium()) ? [] : ['chromium']),
    ...(fontFolders.some(hasNotoCjk) ? [] : ['fonts-noto-cjk']),
  ]
}

async function install(packages) {
  const command = `apt-get update && apt-get install -y ${packages.join(' ')}`
  if (canInstall()) {
    say(`installing ${packages.join(' and ')} from Debian (about a minute)`)
    await run({ command: 'sh', args: ['-c', command], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  const missing = missingPackages()
  if (missing.length === 0) return
  throw failure(`the browser tests need ${missing.join(' and ')}, and this user could not install it. Run this, then npm test again:
  sudo apt-get update && sudo apt-get install -y ${missing.join(' ')}`)
}

function canInstall() {
  return process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
}

function hasNotoCjk(folder) {
  return entriesOf(folder).some(entry => entry.isDirectory()
    ? hasNotoCjk(join(folder, entry.name))
    : /^Noto ?Sans ?(Mono)?CJK/i.test(entry.name))
}

function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
