import type { Migration } from '../platform/migrate.ts'

export const notificationMigrations: readonly Migration[] = [{
  id: '0040-notification',
  sql: `
-- What was said, to whom, by which way. Written before it is sent; holds no name, no address and no text.
create table notification (
  id uuid primary key,
  cause text not null,
  reader text not null,
  channel text not null check (channel in ('mail', 'sms')),
  template text not null,
  booking_id uuid not null references booking,
  leg_ids uuid[] not null default '{}',
  refund_id uuid references refund,
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed', 'skipped')),
  attempts int not null default 0,
  next_attempt_at timestamptz default linli_now(),
  error text,
  created_at timestamptz not null default linli_now(),
  sent_at timestamptz,
  unique (cause, reader, channel)
);
create index on notification (next_attempt_at) where next_attempt_at is not null;
create index on notification (booking_id);
create index on notification (reader);
comment on column notification.cause is 'event:<id of the first event>, reminder:<hours>:<leg>:<revision> or refund:<id>:<state>';
comment on column notification.reader is 'a person''s id; or payer, contact: whom the booking names';
comment on column notification.next_attempt_at is 'when it may be tried (again); while it is being sent, when it counts as abandoned; null: done, or given up';

-- Secret addresses of calendars. The token itself is nowhere.
create table calendar_feed (
  id uuid primary key,
  token_hash text not null unique,
  person_id uuid not null references person on delete cascade,
  kind text not null check (kind in ('resident', 'worker', 'provider')),
  provider_id uuid references provider on delete cascade,
  created_at timestamptz not null default linli_now(),
  read_at timestamptz,
  check ((kind = 'provider') = (provider_id is not null))
);
create index on calendar_feed (person_id);
`,
}, {
  id: '0111-plan-notice',
  sql: `
-- What is said of a plan as a whole belongs to no booking.
alter table notification
  alter column booking_id drop not null,
  add column plan_id uuid references care_plan,
  add column visit_ids uuid[] not null default '{}',
  add check (num_nonnulls(booking_id, plan_id) = 1);
create index on notification (plan_id) where plan_id is not null;
comment on column notification.cause is
  'event:<id of the first event>, reminder:<hours>:<leg>:<revision>, refund:<id>:<state>, plan:<id>:made:<when>, visit:<id>:conflict:<when>';
`,
}, {
  id: '0171-desk-notices',
  sql: `
-- What is said of something else than a booking: to who runs a provider.
alter table notification
  drop constraint notification_check,
  add column subject_kind text check (subject_kind in ('agreement_event', 'bundle')),
  add column subject_id uuid,
  add constraint notification_about_one check (num_nonnulls(booking_id, plan_id, subject_id) = 1 and (subject_kind is null) = (subject_id is null));
`,
}]

/** After every step that adds to what a notice may be about. */
export const operatorNoticeMigrations: readonly Migration[] = [{
  id: '0902-operator-notices',
  sql: `
alter table notification
  drop constraint notification_subject_kind_check,
  add constraint notification_subject_kind_check check (subject_kind in
    ('agreement_event', 'bank_dispute', 'bundle', 'credential_warning', 'manual_refund', 'mismatch', 'provider_event'));
comment on column notification.subject_id is 'of a bank''s dispute: its payment';
`,
}]

/** After all other steps: what waits for operators is told together. */
export const operatorDigestMigrations: readonly Migration[] = [{
  id: '0964-operator-digest',
  sql: `
create table operator_digest (
  id uuid primary key,
  made_at timestamptz not null default linli_now()
);
create index on operator_digest (made_at);
-- A question is told of in one digest, once and for all. Without one: told of before there were any.
create table operator_question (
  cause text primary key,
  digest_id uuid references operator_digest
);
create index on operator_question (digest_id);
insert into operator_question (cause)
  select distinct cause from notification where subject_kind in ('bank_dispute', 'manual_refund', 'mismatch');
alter table notification
  drop constraint notification_subject_kind_check,
  add constraint notification_subject_kind_check check (subject_kind in
    ('agreement_event', 'bank_dispute', 'bundle', 'credential_warning', 'manual_refund', 'mismatch', 'operator_digest', 'provider_event'));
`,
}]
