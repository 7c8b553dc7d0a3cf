import type { Linter } from 'eslint'

/**
 * The import table of the design, as data for `eslint-plugin-boundaries`. Later policies win over earlier ones.
 * `tests/unit/tooling/boundaries.test.ts` lints forbidden and allowed imports against it.
 */

/** Which slices' `index.ts` a slice may import. A slice that is not named here may not import another. */
const slices: Record<string, string[]> = {
  identity: [],
  payment: [],
  catalog: ['identity'],
  availability: ['catalog', 'identity'],
  booking: ['availability', 'catalog', 'identity'],
  search: ['catalog', 'availability', 'identity'],
  notification: ['booking', 'payment', 'catalog', 'availability', 'identity'],
  composer: ['catalog', 'availability', 'search', 'identity'],
  checkout: ['booking', 'payment', 'catalog', 'availability', 'identity'],
}

const sliceNames = Object.keys(slices)

/**
 * THE list of pure files: in every slice, a file (at any depth) with one of these names, or with one of them as its first words
 * (`slots.ts`, `slots-of-a-day.ts`), and everything in a folder of that name. A pure file is given values and returns values.
 * It imports `shared/`, its slice's other pure files and `purePackages`, nothing else. A new pure file: add its name.
 */
export const pureNames = [
  // availability
  'alternatives', 'assign', 'bitmap', 'blockers', 'calendar', 'domain', 'explain', 'model', 'passes', 'preference', 'reasons', 'relax',
  'slots', 'solver', 'stages', 'ticks', 'travel', 'witness', 'zone',
  // booking
  'policy', 'state', 'substitution', 'timeline', 'transitions',
  // catalog
  'draft', 'pricing', 'shares', 'voucher-rules',
  // payment
  'commission', 'ledger-rules', 'money', 'rounding',
  // search
  'facets', 'fold', 'ranking', 'read-pinyin', 'tokens', 'understand',
  // notification
  'wording', 'plan-wording',
]

/** Packages that compute and reach nothing outside: no database, no network, no framework. */
const purePackages = ['zod', 'node:crypto', 'node:util', 'opencc-js', 'pinyin-pro']
const sharedPackages = ['zod', 'zod-openapi']

/** From the page down: each may import itself and what stands after it. */
const layers = ['pages', 'layouts', 'components', 'composables', 'stores']

const folder = (type: string, pattern: string) => ({ type, pattern, partialMatch: false })

export const settings: Linter.Config['settings'] = {
  'boundaries/elements': [
    folder('routes', 'server/(api|middleware|plugins|routes|tasks|utils)'),
    folder('platform', 'server/platform'),
    ...sliceNames.map(name => folder(name, `server/${name}`)),
    folder('server', 'server'),
    folder('seed', 'sandbox/seed'),
    folder('sandbox', 'sandbox'),
    ...layers.map(name => folder(name, name)),
    folder('app', '(middleware|plugins|i18n|assets)'),
    folder('shared', 'shared'),
    folder('scripts', 'scripts'),
    folder('tests', 'tests'),
  ],
  'boundaries/files': [
    { category: 'door', pattern: sliceNames.map(name => `server/${name}/index.ts`) },
    {
      category: 'pure',
      pattern: sliceNames.map(slice => `server/${slice}/**/(${pureNames.join('|')})?(-*).ts`)
        .concat(sliceNames.map(slice => `server/${slice}/(${pureNames.join('|')})/**/*.ts`)),
    },
    { category: 'app-root', pattern: ['app.vue', 'error.vue', 'app.config.ts'] },
  ],
  'boundaries/dependency-nodes': ['import', 'export', 'dynamic-import'],
  'boundaries/legacy-templates': false,
  'import/resolver': {
    typescript: { alwaysTryTypes: true, noWarnOnMultipleProjects: true, project: ['tsconfig.check.json', '.nuxt/tsconfig.app.json'] },
  },
}

interface Match {
  element?: { types: string | string[] }
  file?: { categories?: string, path?: string | string[] }
  module?: { origin: string[], source?: string[] }
}
type Selector = Match | Match[]

const type = (types: string | string[]) => ({ element: { types } })
const doors = (names: string[]) => ({ element: { types: names }, file: { categories: 'door' } })
const pure = { file: { categories: 'pure' } }
const outside = { module: { origin: ['external', 'core'] } }
const packages = (names: string[]) => ({ module: { origin: ['external', 'core'], source: names } })

const allow = (from: Selector, to: Selector[]) => ({ from, allow: { to } })
/** `why` is what the person who broke the rule reads. */
const refuse = (from: Selector, to: Selector[], why: string) => ({ from, disallow: { to }, message: why })

const everything = [...sliceNames, ...layers, 'routes', 'platform', 'server', 'seed', 'sandbox', 'app', 'shared', 'scripts', 'tests']
const named = '{{from.element.type}} must not import {{to.element.type}} ({{dependency.source}})'

const appRules = [
  ...layers.map((layer, depth) => allow(type(layer), [type([...layers.slice(depth), 'shared', 'app'])])),
  allow(type('app'), [type([...layers, 'app', 'shared'])]),
  allow({ file: { categories: 'app-root' } }, [type([...layers, 'app', 'shared'])]),
]

const serverRules = [
  allow(type('platform'), [type(['platform', 'shared'])]),
  allow(type('routes'), [
    doors(sliceNames),
    // The sentences of problems: written by translators beside the interface's, read by the edge alone.
    { file: { path: ['**/server/app.ts', '**/i18n/problems/*.json'] } },
    type(['routes', 'platform', 'shared']),
  ]),
  allow(type('server'), [type([...sliceNames, 'routes', 'platform', 'server', 'shared'])]),
  ...Object.entries(slices).map(([slice, others]) => allow(type(slice), [
    type([slice, 'platform', 'shared']),
    ...others.map(other => doors([other])),
  ])),
]

/** What is pure stands on `shared/` and on what is pure beside it: these rows take back what its slice may do. */
const pureRules = [
  refuse(pure, [type(everything), outside], 'A pure file imports shared/ and its slice\'s pure files: pass in what {{dependency.source}} gives'),
  allow(pure, [type('shared'), packages(purePackages)]),
  ...sliceNames.map(slice => allow({ ...type(slice), ...pure }, [{ ...type(slice), ...pure }])),
]

const outerRules = [
  allow(type('shared'), [type('shared')]),
  refuse(type('shared'), [outside], 'shared/ reaches the browser and the pure core: {{dependency.source}} has no place there'),
  allow(type('shared'), [packages(sharedPackages)]),
  allow(type('sandbox'), [type(['sandbox', 'shared'])]),
  allow(type('seed'), [type(['seed', 'sandbox', 'platform', 'shared']), doors(sliceNames)]),
  allow(type(['scripts', 'tests']), [type(everything)]),
]

export const rules: Linter.RulesRecord = {
  'boundaries/dependencies': ['error', {
    default: 'disallow',
    checkAllOrigins: true,
    checkInternals: true,
    checkUnknownLocals: false,
    policies: [
      allow([type('*'), { file: { categories: 'app-root' } }], [outside]),
      refuse(type(everything), [type(everything)], named),
      ...appRules,
      ...outerRules,
      ...serverRules,
      ...pureRules,
    ],
  }],
}
