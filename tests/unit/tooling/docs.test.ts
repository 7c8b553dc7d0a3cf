import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const documents = globSync(['README.md', 'docs/*.md', 'sandbox/*/README.md']).sort()
const folders = ['components', 'composables', 'docs', 'i18n', 'layouts', 'middleware', 'pages', 'sandbox', 'scripts', 'server', 'shared', 'stores', 'tests']
const files = [...globSync(folders.map(folder => `${folder}/**/*`)), ...folders, ...globSync('*.{ts,mjs,json,md}')]
/** Each file and folder under every name by which a text may call it: `a/b/c.ts`, `b/c.ts`, `c.ts`. */
const known = new Set(files.flatMap(file => file.split('/').map((_, from, parts) => parts.slice(from).join('/'))))
/** What a text names that is not ours, or is not there on a bare checkout. */
const outside = new Set(['app/', '.data/'])

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8')
  const prose = text.replaceAll(/^```.*?^```/gms, '')
  const code = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => inside)

  it('names files and folders that there are', () => {
    const paths = code.filter(one => /^[\w./-]+\.(?:ts|mts|mjs|vue|json|md)$/.test(one) || /^(?:[\w.-]+\/)+[\w.-]*$/.test(one))
      .filter(one => !outside.has(one))
    expect(paths.filter(path => !known.has(path.replace(/\/$/, '')))).toEqual([])
  })

  it('names commands that there are', () => {
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
    expect(commands.filter(name => !Object.hasOwn(manifest.scripts, name))).toEqual([])
  })

  it('links to what is there', () => {
    const links = [...prose.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, to = '']) => to).filter(to => !/^\w+:/.test(to))
    expect(links.filter(to => !existsSync(join(dirname(document), to)))).toEqual([])
  })
})
