import { relative, resolve, sep } from 'node:path'

/** The slice of Vite's plugin interface that the guard needs; `tests/unit/tooling` calls it without Vite. */
export interface ClientGuard {
  name: string
  enforce: 'pre'
  applyToEnvironment: (environment: { name: string }) => boolean
  load: (id: string) => null
}

interface ClientGuardOptions {
  /** Absolute path of the repository. */
  rootDir: string
  /** Folders, relative to the root, of which nothing may reach a browser. */
  folders: string[]
}

/**
 * A page that imports from `server/` builds without complaint, and the code, with whatever it knows, lands in the public bundle.
 * This Vite plugin ends such a build. Type imports are erased before Vite loads anything and stay possible.
 */
export function clientGuard({ rootDir, folders }: ClientGuardOptions): ClientGuard {
  const guarded = folders.map(folder => resolve(rootDir, folder) + sep)

  return {
    name: 'linli:client-guard',
    enforce: 'pre',
    applyToEnvironment: environment => environment.name === 'client',
    load(id) {
      const file = filePathOf(id)
      if (!guarded.some(folder => file.startsWith(folder))) return null
      throw new Error(`${relative(rootDir, file)} must not reach the client bundle: move what both sides need to shared/, or call a route`)
    },
  }
}

/** Vite's ids carry queries (`?raw`, `?vue&type=script`), a `\0` for virtual modules and `/@fs` in development. */
function filePathOf(id: string): string {
  const [path = ''] = id.replace(/^\0/, '').split(/[?#]/)
  return resolve(path.replace(/^\/@fs(?=\/)/, ''))
}
