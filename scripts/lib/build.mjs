import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure, handOver, root, say } from './processes.mjs'

const server = join(root, '.output', 'server', 'index.mjs')
const stampFile = join(root, '.output', '.linli-sources')
export const nuxt = 'node_modules/nuxt/bin/nuxt.mjs'

/** What never reaches the built app. Everything else in the root is taken for a source, so that a new folder is not forgotten. */
const notSources = new Set(['coverage', 'docs', 'node_modules', 'sandbox', 'scripts', 'tests', 'eslint.config.mjs', 'knip.json', 'vitest.config.ts'])
const buildScripts = ['scripts/lib/client-guard.ts']

/** Builds the app unless `.output` was made from exactly these sources. */
export async function ensureBuilt() {
  const sources = hashOfSources()
  if (isBuiltFrom(sources)) return

  say('building the app (about half a minute)')
  const code = await handOver([nuxt, 'build'])
  if (code !== 0) throw failure(`the build ended with ${code}`, code)
  writeFileSync(stampFile, sources)
}

/** Was `.output` made from exactly the sources that stand here? */
export function isBuilt() {
  return isBuiltFrom(hashOfSources())
}

function isBuiltFrom(sources) {
  return existsSync(server) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sources
}

/** By content, not by time: a fresh clone, a branch switch and a restored cache all change times. */
function hashOfSources() {
  const hash = createHash('sha256')
  const top = readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && !name.endsWith('.md') && !notSources.has(name))
    .sort(byName)
  for (const entry of top) addTo(hash, '', entry)
  for (const file of buildScripts) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function addTo(hash, folder, entry) {
  const path = `${folder}${entry.name}`
  if (entry.isDirectory()) {
    const entries = readdirSync(join(root, path), { withFileTypes: true }).sort(byName)
    for (const inner of entries) addTo(hash, `${path}/`, inner)
    return
  }
  if (entry.isFile()) hash.update(`${path}\0`).update(readFileSync(join(root, path))).update('\0')
}

function byName(a, b) {
  return a.name < b.name ? -1 : 1
}
