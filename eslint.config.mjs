import boundaries from 'eslint-plugin-boundaries'
import withNuxt from './.nuxt/eslint.config.mjs'
import { rules as importRules, settings as importSettings } from './scripts/lint/boundaries.ts'

export default withNuxt(
  {
    name: 'linli/ignores',
    ignores: ['.data/**', '.output/**', '.nuxt/**', 'docs/**', 'public/**', 'tests/.artifacts/**'],
  },
  {
    name: 'linli/format',
    rules: {
      '@stylistic/max-len': ['error', {
        code: 140, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreComments: false,
      }],
      '@stylistic/brace-style': ['error', '1tbs', { allowSingleLine: true }],
      // Neither makes code easier or harder to read.
      '@stylistic/arrow-parens': 'off',
      '@stylistic/operator-linebreak': 'off',
    },
  },
  {
    name: 'linli/typescript',
    files: ['**/*.ts', '**/*.vue'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { prefer: 'type-imports' }],
      'max-lines': ['error', { max: 350 }],
    },
  },
  {
    name: 'linli/vue',
    files: ['**/*.vue'],
    rules: {
      'vue/max-attributes-per-line': ['error', { singleline: 4, multiline: 1 }],
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
    },
  },
  {
    name: 'linli/long-files',
    files: ['tests/**', 'sandbox/seed/data/**'],
    rules: {
      'max-lines': 'off',
      '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
    },
  },
  {
    name: 'linli/scripts',
    files: ['scripts/**', 'sandbox/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'linli/imports',
    files: ['**/*.ts', '**/*.vue', 'scripts/**/*.mjs'],
    ignores: ['*.config.ts'],
    plugins: { boundaries },
    settings: importSettings,
    rules: importRules,
  },
  {
    // Node runs these files as they are: a relative import needs its extension, and an alias other than #shared has no meaning.
    name: 'linli/native-imports',
    files: ['server/**/*.ts', 'shared/**/*.ts', 'sandbox/**/*.ts', 'scripts/**/*.ts', 'tests/**/*.ts'],
    ignores: ['tests/nuxt/**'],
    rules: {
      'no-restricted-imports': ['error', {
        patterns: [
          { regex: '^\\.{1,2}/.*(?<!\\.(ts|mjs|json|vue))$', message: 'Write the extension: Node runs this file as it is.' },
          { regex: '^fast-check$', message: 'Import tests/support/fc.ts: it looks at the same cases in each run.' },
          { regex: '^(~|@/|#imports|#app|#build|#server)', message: 'No alias but #shared/ here: Node runs this file as it is.' },
        ],
      }],
    },
  },
)
