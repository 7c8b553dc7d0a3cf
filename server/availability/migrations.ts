import type { Migration } from '../platform/migrate.ts'

export const availabilityMigrations: readonly Migration[] = [{
  id: '0004-availability',
  sql: `
-- Minutes on the way between two districts, a district to itself included.
create table travel_time (
  from_district_id text not null references district,
  to_district_id text not null references district,
  minutes int not null check (minutes between 0 and 600),
  primary key (from_district_id, to_district_id)
);

create table resource (
  id uuid primary key,
  provider_id uuid not null references provider,
  kind text not null check (kind in ('worker', 'vehicle', 'venue')),
  name_zh text not null,
  name_en text not null,
  gender text check (gender in ('female', 'male')),
  languages text[] not null default '{}',
  district_id text not null references district,
  person_id uuid references person on delete set null,
  active boolean not null default true,
  rating real check (rating between 1 and 5),
  since_year int,
  created_at timestamptz not null default linli_now()
);
create index on resource (provider_id);
create index on resource (person_id);
create table resource_skill (
  resource_id uuid not null references resource on delete cascade,
  skill text not null,
  primary key (skill, resource_id)
);
create index on resource_skill (resource_id);
create table resource_district (
  resource_id uuid not null references resource on delete cascade,
  district_id text not null references district,
  primary key (resource_id, district_id)
);
create table credential (
  id uuid primary key,
  resource_id uuid not null references resource on delete cascade,
  kind text not null,
  number text not null,
  issuer_zh text not null,
  issuer_en text not null,
  expires_on date not null
);
create index on credential (resource_id);

-- Weekly opening hours in the provider's zone; minutes since midnight, ISO weekdays (1 = Monday). A window past midnight ends beyond 1440.
create table availability_rule (
  id uuid primary key,
  resource_id uuid not null references resource on delete cascade,
  weekday int not null check (weekday between 1 and 7),
  from_minute int not null check (from_minute between 0 and 1439),
  to_minute int not null check (to_minute between 1 and 2880),
  valid_from date,
  valid_until date,
  check (from_minute < to_minute)
);
create index on availability_rule (resource_id);
create table availability_override (
  id uuid primary key,
  resource_id uuid not null references resource on delete cascade,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  kind text not null check (kind in ('off', 'extra', 'busy')),
  note text not null default ''
);
create index on availability_override using gist (resource_id, during);

create table class_session (
  id uuid primary key,
  offering_id uuid not null references offering,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  capacity int not null check (capacity between 1 and 500),
  venue_resource_id uuid references resource,
  teacher_resource_id uuid references resource,
  cancelled_at timestamptz,
  check (starts_at < ends_at)
);
create index on class_session (offering_id, starts_at);
create table session_seat (
  session_id uuid not null references class_session,
  seat int not null check (seat > 0),
  booking_leg_id uuid not null,
  expires_at timestamptz,
  primary key (session_id, seat)
);
create index on session_seat (booking_leg_id);

-- A row exists only while it blocks time: service time and buffers. No two rows of one resource overlap, whatever the code does.
create table claim (
  id uuid primary key,
  resource_id uuid not null references resource,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  district_id text references district,
  booking_leg_id uuid,
  session_id uuid references class_session,
  expires_at timestamptz,
  check ((booking_leg_id is null) <> (session_id is null)),
  constraint claim_no_overlap exclude using gist (resource_id with =, during with &&)
);
create index on claim (booking_leg_id);
create index on claim (session_id);
comment on column claim.expires_at is 'the end of an unpaid hold; a reader may take an expired claim for free time, a writer drops the hold first';
`,
}, {
  id: '0010-availability-change',
  sql: `
-- Whose times or places changed and were not followed up yet. Written by triggers in the transaction of the change, so that no code can
-- forget it; rows are only added and taken away, so that nobody waits for anybody.
create table availability_change (
  id bigint generated always as identity primary key,
  resource_id uuid,
  offering_id uuid,
  check (num_nonnulls(resource_id, offering_id) = 1)
);

create function note_changed_resources() returns trigger language plpgsql as $$
begin
  insert into availability_change (resource_id) select distinct resource_id from changed;
  return null;
end $$;
create function note_changed_resource() returns trigger language plpgsql as $$
begin
  insert into availability_change (resource_id) select id from changed;
  return null;
end $$;
-- Of a skill the offerings that need it: who has lost one is found by it no longer.
create function note_changed_skills() returns trigger language plpgsql as $$
begin
  insert into availability_change (offering_id)
    select distinct q.offering_id from changed c
      join resource r on r.id = c.resource_id
      join offering o on o.provider_id = r.provider_id
      join offering_requirement q on q.offering_id = o.id and q.kind = r.kind and q.skill = c.skill;
  return null;
end $$;
create function note_changed_sessions() returns trigger language plpgsql as $$
begin
  insert into availability_change (offering_id) select distinct offering_id from changed;
  return null;
end $$;
create function note_changed_seats() returns trigger language plpgsql as $$
begin
  insert into availability_change (offering_id) select distinct s.offering_id from changed join class_session s on s.id = changed.session_id;
  return null;
end $$;

-- Claims and seats are inserted and deleted, never moved: what an update changes is the end of a hold, and a hold takes time all along.
do $$
declare watched record;
begin
  for watched in select * from (values
    ('claim', 'note_changed_resources', '{insert,delete}'::text[]),
    ('session_seat', 'note_changed_seats', '{insert,delete}'),
    ('availability_rule', 'note_changed_resources', '{insert,update,delete}'),
    ('availability_override', 'note_changed_resources', '{insert,update,delete}'),
    ('resource_skill', 'note_changed_skills', '{insert,delete}'),
    ('resource_district', 'note_changed_resources', '{insert,update,delete}'),
    ('credential', 'note_changed_resources', '{insert,update,delete}'),
    ('resource', 'note_changed_resource', '{update}'),
    ('class_session', 'note_changed_sessions', '{insert,update,delete}')
  ) as w (name, note, events)
  loop
    for i in 1 .. cardinality(watched.events) loop
      execute format('create trigger %I after %s on %I referencing %s table as changed for each statement execute function %I()',
        watched.name || '_' || watched.events[i] || '_noted', watched.events[i], watched.name,
        case watched.events[i] when 'delete' then 'old' else 'new' end, watched.note);
    end loop;
  end loop;
end $$;
`,
}, {
  id: '0041-busy-calendar',
  sql: `
-- A worker's own calendar elsewhere, whose busy times count. Its address is a secret of the worker's.
create table busy_calendar (
  resource_id uuid primary key references resource on delete cascade,
  url_sealed bytea not null,
  host text not null,
  created_at timestamptz not null default linli_now(),
  next_sync_at timestamptz not null default linli_now(),
  synced_at timestamptz,
  problem text check (problem in ('address_refused', 'unreachable', 'not_a_calendar', 'too_large', 'not_understood')),
  problem_detail text,
  busy_count int not null default 0
);
create index on busy_calendar (next_sync_at);
comment on column busy_calendar.url_sealed is 'AES-256-GCM, bound to the resource id';

alter table availability_override add column busy_calendar_id uuid references busy_calendar on delete cascade;
create index on availability_override (busy_calendar_id) where busy_calendar_id is not null;
comment on column availability_override.busy_calendar_id is 'taken in from there, and replaced with it; null: entered by people';
`,
}, {
  id: '0112-resource-by-provider',
  sql: `
-- Who of a provider could serve: asked by every calendar and every hold.
create index resource_of_provider on resource (provider_id, kind) where active;
`,
}]
