import { globSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createApp, createRouter, eventHandler, toNodeListener, type EventHandler, type RouterMethod } from 'h3'
import type { App } from '../../server/app.ts'
import { beginRequest } from '../../server/utils/edge.ts'
import { setSecurityHeaders } from '../../server/utils/headers.ts'

const serverFolder = fileURLToPath(new URL('../../server/', import.meta.url))

export interface RouteFile {
  /** Below `server/`. */
  file: string
  /** `/api/bundles/:slug`, `/api/**:path`. */
  path: string
  /** Undefined: every method. */
  method: RouterMethod | undefined
}

const methods: readonly RouterMethod[] = ['get', 'post', 'put', 'patch', 'delete']

/** The routes that the files of `server/api` and `server/routes` make, by Nitro's naming. */
export function routeFiles(): RouteFile[] {
  return globSync(['api/**/*.ts', 'routes/**/*.ts'], { cwd: serverFolder }).sort().map((file) => {
    const parts = file.replace(/\.ts$/, '').split('.')
    const method = methods.find(candidate => candidate === parts.at(-1))
    const bare = (method ? parts.slice(0, -1) : parts).join('.')
    const path = `/${bare}`.replace(/^\/routes/, '').replace(/\/index$/, '')
      .replace('[...]', '**').replaceAll(/\[\.\.\.(\w+)\]/g, '**:$1').replaceAll(/\[(\w+)\]/g, ':$1')
    return { file, path, method }
  })
}

export interface Reply {
  status: number
  headers: Headers
  /** Parsed where it is JSON, else the text; null: empty. */
  body: unknown
}

/** One browser: keeps the cookies that it is given. */
export interface Client {
  request: (method: string, path: string, options?: RequestOptions) => Promise<Reply>
  get: (path: string, options?: RequestOptions) => Promise<Reply>
  post: (path: string, json?: unknown, options?: RequestOptions) => Promise<Reply>
  put: (path: string, json?: unknown, options?: RequestOptions) => Promise<Reply>
  delete: (path: string, json?: unknown, options?: RequestOptions) => Promise<Reply>
  cookies: Map<string, string>
}

export interface RequestOptions {
  headers?: Record<string, string>
  json?: unknown
  /** Sent as it is, instead of `json`. */
  raw?: string | Uint8Array<ArrayBuffer>
}

export interface TestServer {
  url: string
  client: () => Client
  close: () => Promise<void>
}

/** A real HTTP server over the route files, without Nuxt. Every answer is parsed by its schema: an answer that does not fit is a 500. */
export async function serve(app: App): Promise<TestServer> {
  const h3 = createApp()
  h3.use(eventHandler((event) => {
    beginRequest(event, app, { checkAnswers: true })
    setSecurityHeaders(event, { isHttps: false })
  }))
  const router = createRouter()
  for (const { file, path, method } of routeFiles()) {
    const { default: handler }: { default: EventHandler } = await import(pathToFileURL(serverFolder + file).href)
    router.use(path, handler, method)
  }
  h3.use(router)
  const server = createServer(toNodeListener(h3))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    client: () => newClient(url),
    close: async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

function newClient(url: string): Client {
  const cookies = new Map<string, string>()
  const request: Client['request'] = async (method, path, { headers, json, raw } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
      body: raw ?? (json === undefined ? undefined : JSON.stringify(json)),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    const body: unknown = text === '' ? null : isJson ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, body }
  }
  return {
    request,
    get: (path, options) => request('GET', path, options),
    post: (path, json, options) => request('POST', path, { ...options, json }),
    put: (path, json, options) => request('PUT', path, { ...options, json }),
    delete: (path, json, options) => request('DELETE', path, { ...options, json }),
    cookies,
  }
}
