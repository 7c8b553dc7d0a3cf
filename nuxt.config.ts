import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import { clientGuard } from './scripts/lib/client-guard.ts'

const rootDir = fileURLToPath(new URL('.', import.meta.url))

/** Neither bundled nor watched: PostgreSQL alone writes thousands of files below `.data`. */
const outsideTheApp = ['.data', 'docs', 'sandbox', 'scripts', 'tests']

export default defineNuxtConfig({

  modules: ['@pinia/nuxt', '@nuxtjs/i18n', '@nuxt/eslint'],
  components: [{ path: '~/components', pathPrefix: false }],
  devtools: { enabled: false },
  css: ['~/assets/css/main.css'],
  srcDir: '.',
  serverDir: 'server',
  ignore: outsideTheApp.map(folder => `${folder}/**`),

  // The same for everybody, so kept and renewed behind the back of who asks (server/plugins/kept-pages.ts bounds how many there are).
  routeRules: Object.fromEntries(['', '/en'].flatMap(prefix => [
    [prefix || '/', { swr: 30 }],
    [`${prefix}/scenarios/**`, { swr: 30 }],
    [`${prefix}/privacy`, { swr: 3600 }],
    [`${prefix}/terms`, { swr: 3600 }],
  ])),
  sourcemap: { server: true, client: false },
  // A kept page brings its data itself: extracted, that would be a second address (`_payload.json?…`) with entries of its own in the cache.
  // A link fetches its page's scripts when it is pointed at or focused, not when it comes in sight: the home page shows a dozen.
  experimental: {
    payloadExtraction: false,
    // One request and its code less: a new build is noticed by its next failed import.
    appManifest: false,
    defaults: { nuxtLink: { prefetchOn: { visibility: false, interaction: true } } },
  },
  compatibilityDate: '2026-11-01',

  nitro: {
    preset: 'node-server',
    imports: { autoImport: false },
    // Nitro's default is es2019, which has no big integers.
    esbuild: { options: { target: 'node22' } },
    compressPublicAssets: { gzip: true, brotli: true },
    typescript: {
      tsConfig: {
        compilerOptions: { erasableSyntaxOnly: true },
      },
    },
  },

  vite: {
    plugins: [tailwindcss(), clientGuard({ rootDir, folders: ['server', 'sandbox'] })],
    server: {
      watch: { ignored: outsideTheApp.map(folder => `${rootDir}${folder}/**`) },
    },
  },

  typescript: {
    strict: true,
    typeCheck: false,
    tsConfig: {
      compilerOptions: { allowImportingTsExtensions: true, erasableSyntaxOnly: true },
      // With the root as `srcDir` the app's project would take in all of these. tsconfig.check.json has them.
      // TypeScript's globs know no negation, so each of the tests' folders but `nuxt` is named.
      exclude: [
        ...outsideTheApp.filter(folder => folder !== 'tests').map(folder => `../${folder}`),
        ...['contract', 'e2e', 'integration', 'support', 'unit'].map(folder => `../tests/${folder}`),
        '../*.config.ts',
      ],
    },
  },

  // Nothing may need the network, neither a build nor a running server (`unshare -n npm run build` proves it).
  telemetry: false,

  // Composables and stores are auto-imported; `shared/` is not, on either side, so that one import works in the app, in Nitro and in Node.
  hooks: {
    'imports:dirs': (dirs) => {
      const explicit = dirs.filter(dir => !dir.startsWith(`${rootDir}shared/`))
      dirs.splice(0, dirs.length, ...explicit)
    },
  },

  eslint: {
    config: { standalone: true, stylistic: { indent: 2, quotes: 'single', semi: false } },
  },

  i18n: {
    strategy: 'prefix_except_default',
    defaultLocale: 'zh-CN',
    locales: [
      { code: 'zh-CN', language: 'zh-CN', name: '简体中文', dir: 'ltr', file: 'zh-CN.json' },
      { code: 'en', language: 'en', name: 'English', dir: 'ltr', file: 'en.json' },
    ],
    // Detection would set a cookie on every answer, and an answer with a cookie is never cached.
    detectBrowserLanguage: false,
    // For canonical and hreflang links only. NUXT_PUBLIC_I18N_BASE_URL overrides it where the site runs.
    baseUrl: 'http://localhost:3000',
    // i18n/compile-message.ts reads our messages in its place.
    bundle: { dropMessageCompiler: true },
  },
})
