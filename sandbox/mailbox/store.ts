import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Attachment = z.object({ name: z.string(), type: z.string(), base64: z.string() })

const Message = z.object({
  id: z.string(),
  kind: z.enum(['mail', 'sms']),
  /** When it was taken, ISO 8601 in UTC. */
  at: z.string(),
  from: z.string(),
  /** Mail addresses in lower case, or one phone number. */
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
  attachments: z.array(Attachment),
})

/** One mail or SMS as it was delivered. */
export type Message = z.infer<typeof Message>

export interface MessageStore {
  add(message: Omit<Message, 'id' | 'at'>): Message
  /** Newest first; with `to`, those for an address that contains it. */
  list(to?: string): Message[]
  find(id: string): Message | undefined
  clear(): void
}

/** Keeps the newest `limit` messages, one file each in `folder`, so that they outlive a restart. */
export function openMessageStore(folder: string, { limit = 500, now = () => new Date() } = {}): MessageStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const messages = readAll(folder)
  const pathOf = ({ id }: Message) => join(folder, `${id}.json`)
  const prune = () => {
    for (const old of messages.splice(0, Math.max(0, messages.length - limit))) rmSync(pathOf(old), { force: true })
  }
  prune()

  return {
    add(content) {
      const at = now()
      const message = { ...content, id: newId(at, messages.at(-1)?.id), at: at.toISOString() }
      writeWhole(pathOf(message), JSON.stringify(message))
      messages.push(message)
      prune()
      return message
    },
    list(to) {
      const wanted = to?.trim().toLowerCase() ?? ''
      return messages.filter(message => wanted === '' || message.to.some(address => address.includes(wanted))).reverse()
    },
    find: id => messages.find(message => message.id === id),
    clear() {
      for (const old of messages.splice(0)) rmSync(pathOf(old), { force: true })
    },
  }
}

/** Sorts by time of arrival, also among messages of one millisecond and after the clock was set back. */
function newId(at: Date, last = ''): string {
  const previous = Number.parseInt(last.slice(0, 14), 36) || 0
  // Room for 1,000 messages in a millisecond.
  const position = Math.max(at.getTime() * 1000, previous + 1)
  return `${position.toString(36).padStart(14, '0')}${randomBytes(4).toString('hex')}`
}

function readAll(folder: string): Message[] {
  const messages: Message[] = []
  for (const name of readdirSync(folder).sort()) {
    if (!name.endsWith('.json')) continue
    const parsed = Message.safeParse(parseJson(readFileSync(join(folder, name), 'utf8')))
    if (parsed.success) messages.push(parsed.data)
  }
  return messages
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.draft`, text, { mode: 0o600 })
  renameSync(`${path}.draft`, path)
}
