import { sql } from 'drizzle-orm'

/**
 * Where a leg `l` of a booking `b` is served, as a text in both languages; `o` is the offering that was sold. What a resident typed of
 * their home is the same in both.
 */
export const streetOf = sql`case when l.place = 'venue' then jsonb_build_object('zh', o.venue_address_zh, 'en', o.venue_address_en)
  else jsonb_build_object('zh', b.street, 'en', b.street) end`
