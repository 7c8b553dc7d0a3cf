import type { Migration } from '../platform/migrate.ts'

/** Bundles that several providers make together. Needs tables of later slices: runs at the end. */
export const composerMigrations: readonly Migration[] = [{
  id: '0170-agreements-and-editions',
  sql: `
-- An agreement is about one offering in one bundle, whichever leg it serves there and in whichever edition. Each change of terms is a row.
alter table agreement
  drop constraint agreement_status_check,
  add column bundle_id uuid references bundle,
  add column offering_id uuid references offering,
  add column exit_notice_days int not null default 14 check (exit_notice_days between 0 and 180),
  add column asked_by text not null default 'publisher' check (asked_by in ('publisher', 'partner')),
  add column ends_at timestamptz;
update agreement g set bundle_id = l.bundle_id, offering_id = a.offering_id
  from leg_alternative a join bundle_leg l on l.id = a.leg_id where a.id = g.alternative_id;
alter table agreement drop column alternative_id, alter column bundle_id set not null, alter column offering_id set not null;
-- Where an offering stands in two legs its consents become versions of one; the last of those in force counts.
update agreement g set version = n.version, status = n.status
  from (select id, row_number() over one as version,
               case when status = 'accepted' and row_number() over newest > 1 then 'superseded' else status end as status
          from agreement
        window one as (partition by bundle_id, offering_id order by version, created_at, id),
               newest as (partition by bundle_id, offering_id, status order by version desc, created_at desc, id desc)) n
 where n.id = g.id;
alter table agreement
  add unique (bundle_id, offering_id, version),
  add constraint agreement_status_known
    check (status in ('proposed', 'countered', 'accepted', 'leaving', 'declined', 'superseded', 'ended')),
  add constraint agreement_leaving_ends check (status <> 'leaving' or ends_at is not null);
create unique index agreement_one_in_force on agreement (bundle_id, offering_id) where status in ('accepted', 'leaving');
create unique index agreement_one_open on agreement (bundle_id, offering_id) where status in ('proposed', 'countered');
create index on agreement (provider_id);
comment on column agreement.asked_by is 'whose terms these are; the other side answers';
comment on column agreement.ends_at is 'of one that was given notice: until then it sells';

create function keep_agreed_terms() returns trigger language plpgsql as $$
begin
  if (new.bundle_id, new.offering_id, new.provider_id, new.version, new.percent_off_bps, new.floor_amount, new.notice_minutes, new.blackout_dates,
      new.exit_notice_days, new.asked_by)
     is distinct from (old.bundle_id, old.offering_id, old.provider_id, old.version, old.percent_off_bps, old.floor_amount, old.notice_minutes,
      old.blackout_dates, old.exit_notice_days, old.asked_by) then
    raise exception 'terms are never changed: a change of terms is a new version';
  end if;
  return new;
end $$;
create trigger agreement_terms_kept before update on agreement for each row execute function keep_agreed_terms();

-- Who did what to an agreement, when.
create table agreement_event (
  id uuid primary key,
  agreement_id uuid not null references agreement,
  event text not null check (event in ('propose', 'counter', 'accept', 'decline', 'give_notice', 'end', 'supersede')),
  by_side text not null check (by_side in ('publisher', 'partner', 'system')),
  person_id uuid references person,
  note text not null default '',
  at timestamptz not null default linli_now(),
  check ((by_side = 'system') = (person_id is null))
);
create index on agreement_event (agreement_id);
create trigger agreement_event_append_only before update or delete on agreement_event for each row execute function linli_append_only();

-- The legs of a bundle are never changed: a change makes a new edition. What was sold keeps the edition that it was sold from.
alter table bundle
  alter column scenario_id drop not null,
  add column edition int not null default 1,
  add column revision int not null default 1,
  add column changed_at timestamptz not null default linli_now(),
  add column paused_why text check (paused_why in ('by_hand', 'partner_left')),
  add constraint bundle_complete check (status in ('draft', 'archived') or (scenario_id is not null and title_zh <> '' and title_en <> ''));
create index on bundle (provider_id);
comment on column bundle.edition is 'of its stages and legs those that are on sale; 0 in one that was never published';
comment on column bundle.revision is 'counts every change: who changes it says which one was seen';

alter table bundle_leg add column edition int not null default 1, drop constraint bundle_leg_bundle_id_stage_fkey, drop constraint bundle_leg_bundle_id_position_key;
alter table bundle_stage add column edition int not null default 1, drop constraint bundle_stage_pkey, add primary key (bundle_id, edition, position);
alter table bundle_leg
  add unique (bundle_id, edition, position),
  add foreign key (bundle_id, edition, stage) references bundle_stage (bundle_id, edition, position);

alter table leg_alternative add column lost_at timestamptz;
comment on column leg_alternative.lost_at is 'since when its partner cannot be sold, once the publisher was told';

-- What a publisher is working on; it may lack anything. Gone once it is published.
create table bundle_draft (
  bundle_id uuid primary key references bundle,
  content jsonb not null,
  saved_by uuid references person,
  saved_at timestamptz not null default linli_now()
);
comment on column bundle_draft.content is 'see Draft in shared/schemas/composer.ts';
`,
}]
