import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))
export const bin = join(root, 'node_modules', '.bin')

/** The oldest Node that runs TypeScript as it is and that every dependency accepts. */
const oldestNode = [22, 19]
export const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** A step that failed on its own terms; what it had to say is on the screen already or in the message. */
export function failure(message, exitCode = 1) {
  return Object.assign(new Error(message), { exitCode })
}

/** One line about what happens now, with its usual length, so that nobody wonders whether it hangs. */
export function say(line) {
  console.log(`linli: ${line}`)
}

/**
 * The Node that runs everything after the installation: the pinned one from `node_modules`, else this one where it is new enough.
 * @throws where neither will do.
 */
export function projectNode() {
  const { platform, arch } = process
  const candidates = [
    join(root, 'node_modules', `node-${platform === 'win32' ? 'win' : platform}-${arch}`, 'bin', platform === 'win32' ? 'node.exe' : 'node'),
    join(bin, 'node'),
  ]
  // On a musl system the file is there and does not run.
  const pinned = candidates.find(path => existsSync(path) && spawnSync(path, ['--version']).status === 0)
  if (pinned) return pinned

  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return process.execPath

  throw failure(
    `Linli needs Node ${oldestNode.join('.')} or newer, and this is ${process.versions.node}. `
    + `The Node that comes with the project has no build for ${platform} ${arch}: install Node 24 and try again.`,
  )
}

/** The environment of everything that runs under the project's Node: nested `node`, `npx` and shebangs find the same one. */
export function projectEnvironment(extra = {}) {
  const path = [bin, ...pathWithoutPackages()].join(delimiter)
  return { ...process.env, PATH: path, NUXT_TELEMETRY_DISABLED: '1', ...extra }
}

/** npm replaces `node_modules` while it runs, so it must not run on the Node that stands there. */
export function systemEnvironment() {
  return { ...process.env, PATH: pathWithoutPackages().join(delimiter) }
}

function pathWithoutPackages() {
  return (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.startsWith(join(root, 'node_modules')))
}

/** Runs a file of ours in the foreground; signals go through to it. Resolves with its exit code. */
export function handOver(args, { env, limit } = {}) {
  return run({ command: projectNode(), args, env: projectEnvironment(env), limit })
}

/**
 * Runs a command until it ends, or as long as it may (`limit`, see `limitTime`).
 * @returns its exit code; 128 + n where signal n ended it, as a shell reports it.
 */
export function run({ command, args, env = process.env, shell = false, limit }) {
  const child = spawn(command, args, { cwd: root, env, shell, stdio: 'inherit' })
  const inTime = limitTime(child, limit)
  const listeners = forwarded.map(signal => [signal, () => passOn(child, signal)])
  for (const [signal, listener] of listeners) process.on(signal, listener)

  return new Promise((resolve, reject) => {
    child.once('error', error => reject(failure(`${command} could not be started: ${error.message}`)))
    child.once('close', (code, signal) => resolve(exitCodeOf(code, signal)))
  }).finally(() => {
    inTime()
    for (const [signal, listener] of listeners) process.off(signal, listener)
  })
}

/**
 * Ends a child that hangs, so that whoever waits for it is told: it is asked to end when it has run for `ms`, and killed where it does not
 * within `mercyMs`.
 * @returns what says that it has ended
 */
export function limitTime(child, { ms, mercyMs = 30_000 } = {}) {
  if (ms === undefined) return () => {}
  let timer = setTimeout(() => {
    console.error(`\nlinli: this has run for ${Math.round(ms / 60_000)} minutes, far longer than it takes, and is stopped`)
    child.kill('SIGTERM')
    timer = setTimeout(() => child.kill('SIGKILL'), mercyMs)
  }, ms)
  return () => clearTimeout(timer)
}

/** Ctrl-C in a terminal reaches the child by itself; a second one might mean "now!" to it. */
function passOn(child, signal) {
  if (signal === 'SIGINT' && process.stdin.isTTY) return
  child.kill(signal)
}

export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0)
}
