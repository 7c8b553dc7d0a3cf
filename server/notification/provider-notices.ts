import type { z } from 'zod'
import { findToldProvider, type providerChangedJob } from '../catalog/index.ts'
import { createInvitation, renewInvitation, type SentInvitation } from '../identity/index.ts'
import type { Context } from '../platform/context.ts'
import { withTransaction } from '../platform/database.ts'
import { fail } from './errors.ts'
import { managersOf, writeDeskNotices } from './plan-notices.ts'
import { nameIn } from './local-text.ts'
import { renderLetter } from './render.ts'
import type { DeskTemplate } from './wording-desk.ts'
import { invitationWording, roleWording } from './wording-provider.ts'

type Told = NonNullable<Awaited<ReturnType<typeof findToldProvider>>>

/** What is said of an event; of what a provider did itself nothing. */
function templateOf({ event, from }: Told): DeskTemplate | undefined {
  if (event === 'approve') return from === 'submitted' ? 'provider_verified' : 'provider_papers_approved'
  const templates: Partial<Record<Told['event'], DeskTemplate>> = {
    ask_more: 'provider_more_needed', reject: 'provider_rejected', refuse_change: 'provider_change_refused', suspend: 'provider_suspended',
    lift: 'provider_lifted',
  }
  return templates[event]
}

/** What an operator decided about a provider is told to who runs it. */
export async function planProviderNotices(
  { db, jobs }: Pick<Context, 'db' | 'jobs'>, { eventId }: z.output<typeof providerChangedJob.data>,
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const told = await findToldProvider(tx, eventId)
    const template = told && templateOf(told)
    if (!template) return
    const subject = { kind: 'provider_event', id: eventId } as const
    const readers = await managersOf(tx, [told.providerId])
    await writeDeskNotices(tx, jobs, { cause: `provider:${eventId}`, readers, template, subject })
  })
}

type Parts = Pick<Context, 'config' | 'db' | 'log' | 'post'>

/** Asks somebody to join a provider, by mail. @throws {DomainError} as `createInvitation`; `unavailable` where the mail was not taken */
export async function inviteMember(ctx: Parts, input: Parameters<typeof createInvitation>[1]): Promise<void> {
  await sendInvitation(ctx, await createInvitation(ctx.db, input))
}

/** The same once more, with a new link. @throws {DomainError} as `renewInvitation`; `unavailable` */
export async function inviteAgain(ctx: Parts, input: Parameters<typeof renewInvitation>[1]): Promise<void> {
  await sendInvitation(ctx, await renewInvitation(ctx.db, input))
}

/** Within the request, so that the link stands in no job and no table. What was not taken can be sent again. */
async function sendInvitation(
  { config, log, post }: Parts, { token, email, role, provider, inviter, locale }: SentInvitation,
): Promise<void> {
  const mail = renderLetter({
    words: invitationWording,
    links: [{ path: `/invitation/${token}` }],
    values: { inviter, firm: nameIn(locale)(provider), role: roleWording[locale][role] },
    reader: { name: email, locale },
    siteUrl: config.LINLI_SITE_URL,
  })
  try {
    await post.sendMail({ to: email, ...mail })
  } catch (error) {
    log.error({ err: error }, 'an invitation could not be sent')
    throw fail('unavailable')
  }
}
