import type { Migration } from '../platform/migrate.ts'

/** How providers keep their offerings. Needs tables of later slices: runs at the end. */
export const offeringMigrations: readonly Migration[] = [{
  id: '0160-offering-desk',
  sql: `
-- A draft may lack what only a publication needs.
alter table offering
  alter column category_id drop not null,
  alter column price_amount drop not null,
  add column open_to_partners boolean not null default false,
  add column partner_percent_off_bps int not null default 0 check (partner_percent_off_bps between 0 and 10000),
  add column district_ids text[] not null default '{}',
  add column reach_minutes int check (reach_minutes > 0 and reach_minutes % 15 = 0),
  add column revision int not null default 1,
  add column changed_at timestamptz not null default linli_now(),
  drop constraint offering_check,
  add constraint offering_venue_only check (place = 'venue' or venue_district_id is null),
  add constraint offering_complete check (status in ('draft', 'archived') or (
    category_id is not null and price_amount is not null and title_zh <> '' and title_en <> '' and (place <> 'venue' or venue_district_id is not null)));
comment on column offering.open_to_partners is 'other providers may put it into their bundles, once its provider has accepted the terms of an agreement';
comment on column offering.partner_percent_off_bps is 'what a partner is offered to begin with: so much off the list price (ten-thousandths); the agreement decides';
comment on column offering.district_ids is 'of the provider''s districts those in which it is offered; empty: all of them';
comment on column offering.reach_minutes is 'no worker or vehicle goes further than this from its own district; null: as far as its districts';
comment on column offering.revision is 'counts every change: who changes it says which one was seen';
comment on column offering.version is 'counts what is sold: a change of anything but a draft makes a new one, see offering_version';

-- What was sold stays: every version that anybody could book, as it was. Nothing is changed or taken away.
create table offering_version (
  offering_id uuid not null references offering,
  version int not null,
  content jsonb not null,
  made_at timestamptz not null default linli_now(),
  primary key (offering_id, version)
);
comment on column offering_version.content is 'the row of offering, and its rows of offering_requirement as "requirements"';
create trigger offering_version_append_only before update or delete on offering_version for each row execute function linli_append_only();

create function offering_content(o offering) returns jsonb stable language sql as $$
  select to_jsonb(o) || jsonb_build_object('requirements', (
    select coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'skill', r.skill, 'count', r.count) order by r.position), '[]')
      from offering_requirement r where r.offering_id = o.id))
$$;

-- The table counts its own versions, whoever writes: what is not sold as such (state, partners' terms) makes none.
create function count_offering_version() returns trigger language plpgsql as $$
declare unsold text[] := '{status,version,revision,changed_at,created_at,open_to_partners,partner_percent_off_bps}';
begin
  if old.status <> 'draft' and new.version = old.version and to_jsonb(new) - unsold <> to_jsonb(old) - unsold then
    new.version := old.version + 1;
  end if;
  return new;
end $$;
create trigger offering_version_counted before update on offering for each row execute function count_offering_version();

-- What it needs is part of what is sold: where it differs from what is kept of this version, the version is another.
create function count_needed_version() returns trigger language plpgsql as $$
begin
  update offering o set version = o.version + 1
    from offering_version v
   where o.id in (select offering_id from changed) and v.offering_id = o.id and v.version = o.version
     and offering_content(o)->'requirements' <> v.content->'requirements';
  return null;
end $$;
create trigger offering_requirement_insert_counted after insert on offering_requirement
  referencing new table as changed for each statement execute function count_needed_version();
create trigger offering_requirement_update_counted after update on offering_requirement
  referencing new table as changed for each statement execute function count_needed_version();
create trigger offering_requirement_delete_counted after delete on offering_requirement
  referencing old table as changed for each statement execute function count_needed_version();

-- At the end of the transaction, when its requirements are there too.
create function keep_offering_version() returns trigger language plpgsql as $$
begin
  insert into offering_version (offering_id, version, content)
    select o.id, o.version, offering_content(o) from offering o where o.id = new.id and o.status in ('published', 'paused')
  on conflict do nothing;
  return null;
end $$;
create constraint trigger offering_version_kept after insert or update on offering deferrable initially deferred
  for each row execute function keep_offering_version();

insert into offering_version (offering_id, version, content) select o.id, o.version, offering_content(o) from offering o where o.status <> 'draft';

-- Bundles and their index follow a change as they follow a calendar's.
create function note_changed_offerings() returns trigger language plpgsql as $$
begin
  insert into availability_change (offering_id) select id from changed;
  return null;
end $$;
create trigger offering_update_noted after update on offering referencing new table as changed for each statement execute function note_changed_offerings();

alter table booking_leg add column offering_version int;
update booking_leg l set offering_version = o.version from offering o where o.id = l.offering_id;
alter table booking_leg alter column offering_version set not null,
  add foreign key (offering_id, offering_version) references offering_version deferrable initially deferred;
`,
}, {
  id: '0161-offering-photo',
  sql: `
create table offering_photo (
  offering_id uuid not null references offering,
  position int not null,
  file_id uuid not null unique references file,
  alt_zh text not null default '',
  alt_en text not null default '',
  primary key (offering_id, position)
);
comment on table offering_photo is 'what residents see of it; no part of what is sold, so no part of a version';
`,
}]
