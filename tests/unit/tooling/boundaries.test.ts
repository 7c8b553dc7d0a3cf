import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ESLint, type Linter } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** A small copy of the layout, so that these tests hold whatever the real slices contain. */
const tree = [
  'server/app.ts',
  'server/api/search.get.ts',
  'server/utils/problem.ts',
  'server/platform/database.ts',
  ...['identity', 'catalog', 'availability', 'booking', 'payment', 'checkout', 'search', 'notification'].flatMap(slice =>
    ['index.ts', 'queries.ts', 'state.ts'].map(file => `server/${slice}/${file}`)),
  'server/availability/slots-of-a-day.ts',
  'server/availability/place-hold.ts',
  'server/availability/solver/search.ts',
  'shared/money.ts',
  'sandbox/stripe/server.ts',
  'sandbox/seed/main.ts',
  'pages/index.vue',
  'components/BundleCard.vue',
  'composables/use-bundle.ts',
  'stores/draft.ts',
  'scripts/bench.ts',
  'tests/unit/x.test.ts',
  'node_modules/drizzle-orm/index.js',
  'node_modules/h3/index.js',
  'node_modules/zod/index.js',
]

const compilerOptions = { module: 'preserve', moduleResolution: 'bundler', allowImportingTsExtensions: true, noEmit: true }
const nodeFolders = ['server', 'shared', 'sandbox', 'scripts', 'tests']

let root: string
let eslint: ESLint

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'linli-boundaries-'))
  for (const file of tree) write(file, 'export {}\n')
  write('package.json', JSON.stringify({ name: 'layout', type: 'module', imports: { '#shared/*': './shared/*' } }))
  write('tsconfig.check.json', JSON.stringify({ compilerOptions, include: nodeFolders }))
  write('.nuxt/tsconfig.app.json', JSON.stringify({
    compilerOptions: { ...compilerOptions, paths: { '~/*': ['../*'] } },
    include: ['../**/*'],
    exclude: nodeFolders.map(folder => `../${folder}`),
  }))

  eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: await importRulesOfThisRepository() })
})

afterAll(() => rmSync(root, { recursive: true, force: true }))

/** The project's own configuration, cut down to its import rules and turned to the small copy. */
async function importRulesOfThisRepository(): Promise<Linter.Config[]> {
  const config: Linter.Config = await new ESLint().calculateConfigForFile('server/app.ts')
  const { boundaries } = config.plugins ?? {}
  if (!boundaries) throw new Error('eslint.config.mjs does not use eslint-plugin-boundaries')

  const project = ['tsconfig.check.json', '.nuxt/tsconfig.app.json'].map(file => join(root, file))
  return [{
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: { parser: config.languageOptions?.['parser'] },
    plugins: { boundaries },
    settings: {
      ...config.settings,
      'boundaries/root-path': root,
      'import/resolver': { typescript: { project, noWarnOnMultipleProjects: true } },
    },
    rules: { 'boundaries/dependencies': config.rules?.['boundaries/dependencies'] },
  }]
}

function write(file: string, content: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

async function problemsOf(file: string, from: string, kind = 'import'): Promise<string[]> {
  const code = kind === 'type' ? `import type { x } from '${from}'` : `import { x } from '${from}'\nx()`
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(root, file) })
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message)
}

describe('the import table refuses', () => {
  it.each([
    ['a slice that reaches past another slice\'s index', 'server/booking/queries.ts', '../availability/queries.ts'],
    ['payment knowing booking', 'server/payment/queries.ts', '../booking/index.ts'],
    ['identity knowing any other slice', 'server/identity/queries.ts', '../catalog/index.ts'],
    ['search knowing booking', 'server/search/queries.ts', '../booking/index.ts'],
    ['catalog knowing availability', 'server/catalog/queries.ts', '../availability/index.ts'],
    ['platform knowing the domain', 'server/platform/database.ts', '../catalog/index.ts'],
    ['a slice that imports the place where all is put together', 'server/booking/queries.ts', '../app.ts'],
    ['a route that reaches into a slice', 'server/api/search.get.ts', '../search/queries.ts'],
    ['a pure file with drizzle', 'server/booking/state.ts', 'drizzle-orm'],
    ['a pure file with h3', 'server/booking/state.ts', 'h3'],
    ['a pure file with node:fs', 'server/booking/state.ts', 'node:fs'],
    ['a pure file with its slice\'s shell', 'server/availability/state.ts', './queries.ts'],
    ['a pure file with the platform', 'server/availability/state.ts', '../platform/database.ts'],
    ['a pure file with another slice, even its index', 'server/booking/state.ts', '../availability/index.ts'],
    ['a file in a pure folder with its slice\'s shell', 'server/availability/solver/search.ts', '../queries.ts'],
    ['a file whose first word is a pure name with the shell', 'server/availability/slots-of-a-day.ts', './queries.ts'],
    ['a page with the server', 'pages/index.vue', '~/server/catalog/index.ts'],
    ['a component with a page', 'components/BundleCard.vue', '~/pages/index.vue'],
    ['a store with a composable', 'stores/draft.ts', '~/composables/use-bundle.ts'],
    ['shared with the server', 'shared/money.ts', '../server/platform/database.ts'],
    ['shared with drizzle', 'shared/money.ts', 'drizzle-orm'],
    ['the sandbox with the server', 'sandbox/stripe/server.ts', '../../server/payment/index.ts'],
    ['the seed with a slice\'s queries', 'sandbox/seed/main.ts', '../../server/catalog/queries.ts'],
    ['the app with the sandbox', 'server/app.ts', '../sandbox/stripe/server.ts'],
    ['a page with the sandbox', 'pages/index.vue', '~/sandbox/stripe/server.ts'],
    ['the app with its scripts', 'server/api/search.get.ts', '../../scripts/bench.ts'],
  ])('%s', async (_, file, from) => {
    expect(await problemsOf(file, from)).toEqual(['boundaries/dependencies'])
  })

  it('a type as well as a value', async () => {
    expect(await problemsOf('pages/index.vue', '~/server/catalog/index.ts', 'type')).toEqual(['boundaries/dependencies'])
  })
})

describe('the import table allows', () => {
  it.each([
    ['checkout to go through booking', 'server/checkout/queries.ts', '../booking/index.ts'],
    ['checkout to go through payment', 'server/checkout/queries.ts', '../payment/index.ts'],
    ['booking to claim time', 'server/booking/queries.ts', '../availability/index.ts'],
    ['notification to read payments', 'server/notification/queries.ts', '../payment/index.ts'],
    ['a slice its own files', 'server/booking/queries.ts', './state.ts'],
    ['a slice the platform', 'server/booking/queries.ts', '../platform/database.ts'],
    ['a slice drizzle', 'server/booking/queries.ts', 'drizzle-orm'],
    ['a use case whose name begins with no pure word its queries', 'server/availability/place-hold.ts', './queries.ts'],
    ['a pure file shared values', 'server/booking/state.ts', '#shared/money.ts'],
    ['a pure file its slice\'s pure files', 'server/availability/state.ts', './solver/search.ts'],
    ['a pure file zod', 'server/booking/state.ts', 'zod'],
    ['a route app.ts', 'server/api/search.get.ts', '../app.ts'],
    ['a route a slice\'s index', 'server/api/search.get.ts', '../search/index.ts'],
    ['a route the glue beside it', 'server/api/search.get.ts', '../utils/problem.ts'],
    ['app.ts a slice\'s inner file', 'server/app.ts', './payment/queries.ts'],
    ['the seed a slice\'s index', 'sandbox/seed/main.ts', '../../server/catalog/index.ts'],
    ['a page a component', 'pages/index.vue', '~/components/BundleCard.vue'],
    ['a page shared values', 'pages/index.vue', '#shared/money.ts'],
    ['a test anything', 'tests/unit/x.test.ts', '../../server/booking/queries.ts'],
    ['a benchmark anything', 'scripts/bench.ts', '../server/availability/queries.ts'],
  ])('%s', async (_, file, from) => {
    expect(await problemsOf(file, from)).toEqual([])
  })
})
