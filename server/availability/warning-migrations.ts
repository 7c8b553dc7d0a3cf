import type { Migration } from '../platform/migrate.ts'

/** Runs at the end: notices are told of, and these are tables of a later slice. */
export const warningMigrations: readonly Migration[] = [{
  id: '0200-credential-warning',
  sql: `
-- That a credential is about to lapse is said once a month and once a week before; renewed, it is another one. By its facts and not by the
-- id of its row: a row is written anew whenever somebody changes a resource.
create table credential_warning (
  id uuid primary key,
  resource_id uuid not null references resource on delete cascade,
  kind text not null,
  expires_on date not null,
  days int not null check (days in (7, 30)),
  created_at timestamptz not null default linli_now(),
  unique (resource_id, kind, expires_on, days)
);
comment on column credential_warning.days is 'how long before the end it was due';

alter table notification
  drop constraint notification_subject_kind_check,
  add constraint notification_subject_kind_check check (subject_kind in ('agreement_event', 'bundle', 'credential_warning', 'provider_event'));
`,
}, {
  id: '0962-resource-revision',
  sql: `
alter table resource add column revision int not null default 1;
comment on column resource.revision is 'counts what its provider changes of it: who changes it says which one was seen';
`,
}]
