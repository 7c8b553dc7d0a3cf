import { sql } from 'drizzle-orm'
import type { Tx } from '../../platform/database.ts'

/** Somebody leaves the site: providers that never came to be, and are theirs alone, name them no longer. */
export async function forgetDrafts(tx: Tx, personId: string): Promise<void> {
  await tx.execute(sql`
    update provider set contact_name = '', contact_email = '', contact_phone = '', revision = revision + 1
     where status in ('draft', 'rejected') and id in (select provider_id from provider_member where person_id = ${personId})
       and not exists (select from provider_member m where m.provider_id = provider.id and m.person_id <> ${personId})`)
}
