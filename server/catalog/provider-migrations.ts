import type { Migration } from '../platform/migrate.ts'

/** How providers come in and are looked at. Needs tables of later slices: runs at the end. */
export const providerMigrations: readonly Migration[] = [{
  id: '0151-onboarding',
  sql: `
alter table provider
  drop constraint provider_status_check,
  add constraint provider_status_check check (status in ('draft', 'submitted', 'more_needed', 'verified', 'rejected', 'suspended')),
  add column review text check (review in ('waiting', 'asked')),
  add column review_since timestamptz,
  add column contact_name text not null default '',
  add column contact_email text not null default '',
  add column contact_phone text not null default '',
  add column revision int not null default 1,
  add column suspended_bookings text check (suspended_bookings in ('keep', 'substitute')),
  add constraint provider_suspended_bookings check (suspended_bookings is null or status = 'suspended'),
  add constraint provider_review_since check ((review is null) = (review_since is null)),
  add constraint provider_submitted_waits check (status <> 'submitted' or review = 'waiting');
create index on provider (review_since) where review = 'waiting';
comment on column provider.contact_email is 'for the operator alone, as name and phone beside it';
comment on column provider.suspended_bookings is 'what becomes of what is booked while it is suspended: served all the same, or by somebody else';
comment on column provider.revision is 'counts every change that an operator may be looking at';

alter table file add foreign key (owner_id) references provider on delete cascade;

create table provider_paper (
  id uuid primary key,
  provider_id uuid not null references provider on delete cascade,
  kind text not null check (kind ~ '^[a-z_]+$'),
  number text not null check (length(number) between 1 and 60),
  holder text not null check (length(holder) between 1 and 120),
  valid_until date,
  file_id uuid not null references file,
  state text not null default 'open' check (state in ('open', 'approved', 'refused', 'replaced')),
  created_at timestamptz not null default linli_now(),
  decided_at timestamptz
);
create index on provider_paper (provider_id);
-- Of each kind one that waits and one that holds; of what is called other there may be several.
create unique index on provider_paper (provider_id, kind) where state = 'open' and kind <> 'other';
create unique index on provider_paper (provider_id, kind) where state = 'approved' and kind <> 'other';

create table provider_event (
  id uuid primary key,
  provider_id uuid not null references provider,
  event text not null,
  actor text not null check (actor in ('provider', 'operator')),
  person_id uuid references person,
  from_status text not null,
  to_status text not null,
  reason text not null default '',
  at timestamptz not null default linli_now()
);
create index on provider_event (provider_id, at);
create trigger provider_event_append_only before update or delete on provider_event for each row execute function linli_append_only();
comment on column provider_event.reason is 'what the other side is told, in the words of who acted';

-- What is public of a provider follows its status: search looks again at whatever it serves or publishes.
create function note_provider(changed uuid) returns void language sql as $$
  insert into availability_change (offering_id)
    select o.id from offering o where o.provider_id = changed
    union select a.offering_id from bundle b join bundle_leg l on l.bundle_id = b.id join leg_alternative a on a.leg_id = l.id where b.provider_id = changed;
$$;
create function note_provider_change() returns trigger language plpgsql as $$
begin
  perform note_provider(new.id);
  return null;
end $$;
create function note_provider_district() returns trigger language plpgsql as $$
begin
  perform note_provider(coalesce(new.provider_id, old.provider_id));
  return null;
end $$;
create trigger provider_noted after update of status, name_zh, name_en on provider
  for each row when ((old.status, old.name_zh, old.name_en) is distinct from (new.status, new.name_zh, new.name_en)) execute function note_provider_change();
create trigger provider_district_noted after insert or delete on provider_district
  for each row execute function note_provider_district();
`,
}, {
  id: '0152-team',
  sql: `
-- Who was asked to join a provider. The token itself is nowhere.
create table invitation (
  id uuid primary key,
  provider_id uuid not null references provider on delete cascade,
  email text not null,
  role text not null check (role in ('owner', 'manager', 'worker')),
  token_hash text not null unique,
  invited_by uuid not null references person,
  created_at timestamptz not null default linli_now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references person,
  revoked_at timestamptz,
  check ((accepted_at is null) = (accepted_by is null)),
  check (accepted_at is null or revoked_at is null)
);
create unique index invitation_open on invitation (provider_id, email) where accepted_at is null and revoked_at is null;
create index on invitation (accepted_by);

-- Somebody must always be able to run a provider. Of two owners who go at once the second waits here, and sees that the first is gone.
create function keep_an_owner() returns trigger language plpgsql as $$
begin
  perform from provider where id = old.provider_id and status not in ('draft', 'rejected') for update;
  if found and not exists (select from provider_member where provider_id = old.provider_id and role = 'owner') then
    raise exception 'a provider keeps an owner' using errcode = 'restrict_violation', constraint = 'provider_member_last_owner';
  end if;
  return null;
end $$;
create trigger provider_member_owner_left after delete or update of role on provider_member
  for each row when (old.role = 'owner') execute function keep_an_owner();
`,
}, {
  id: '0153-provider-notices',
  sql: `
alter table notification
  drop constraint notification_subject_kind_check,
  add constraint notification_subject_kind_check check (subject_kind in ('agreement_event', 'bundle', 'provider_event'));
`,
}, {
  id: '0960-papers-of-swept-files',
  sql: `
-- A paper that gave way keeps its row and not its file, which is swept; and a file is one paper's, so that none takes another's with it.
alter table provider_paper
  alter column file_id drop not null,
  drop constraint provider_paper_file_id_fkey,
  add constraint provider_paper_file_id_fkey foreign key (file_id) references file on delete set null,
  add constraint provider_paper_has_file check (file_id is not null or state = 'replaced');
create unique index provider_paper_file_once on provider_paper (file_id) where state <> 'replaced';
`,
}, {
  id: '0961-workers-who-left',
  sql: `
-- A worker's visits are open to whoever signs in as that worker: who leaves a provider is nobody on its team any more.
create function forget_worker_who_left() returns trigger language plpgsql as $$
begin
  update resource set person_id = null where provider_id = old.provider_id and person_id = old.person_id;
  return null;
end $$;
create trigger provider_member_left after delete on provider_member for each row execute function forget_worker_who_left();
update resource r set person_id = null
 where person_id is not null and not exists (select from provider_member m where m.provider_id = r.provider_id and m.person_id = r.person_id);
`,
}]
