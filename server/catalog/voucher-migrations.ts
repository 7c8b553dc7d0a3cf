import type { Migration } from '../platform/migrate.ts'

/** Vouchers are the catalogue's, and pay bookings: so they stand after the bookings' tables. */
export const voucherMigrations: readonly Migration[] = [{
  id: '0143-vouchers',
  sql: `
create table voucher_campaign (
  id uuid primary key,
  code text unique check (code ~ '^[A-Z0-9]{4,24}$'),
  name_zh text not null,
  name_en text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  off_amount bigint check (off_amount > 0),
  off_bps int check (off_bps between 1 and 10000),
  cap_amount bigint check (cap_amount > 0),
  min_spend bigint not null default 0 check (min_spend >= 0),
  categories text[] not null default '{}',
  per_person int not null check (per_person between 1 and 100),
  max_uses int check (max_uses > 0),
  uses int not null default 0,
  budget_amount bigint not null check (budget_amount > 0),
  spent_amount bigint not null default 0,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  paused_at timestamptz,
  created_at timestamptz not null default linli_now(),
  unique (id, per_person),
  check (ends_at > starts_at),
  check ((off_amount is null) <> (off_bps is null)),
  check (cap_amount is null or off_bps is not null),
  constraint voucher_budget_kept check (spent_amount between 0 and budget_amount),
  constraint voucher_uses_kept check (uses >= 0 and (max_uses is null or uses <= max_uses))
);
comment on column voucher_campaign.code is 'null: offered to everybody at the checkout';
comment on column voucher_campaign.spent_amount is 'reserved or redeemed and not given back';
create index on voucher_campaign (ends_at) where code is null;

-- One voucher of a booking: reserved with its hold, redeemed with its payment.
create table voucher_redemption (
  id uuid primary key,
  campaign_id uuid not null,
  per_person int not null,
  person_id uuid references person on delete set null,
  booking_id uuid not null unique references booking,
  amount bigint not null check (amount > 0),
  returned_amount bigint not null default 0 check (returned_amount between 0 and amount),
  use_number int not null,
  state text not null check (state in ('reserved', 'redeemed', 'released', 'given_back')),
  reserved_at timestamptz not null default linli_now(),
  redeemed_at timestamptz,
  ended_at timestamptz,
  foreign key (campaign_id, per_person) references voucher_campaign (id, per_person),
  constraint voucher_per_person check (use_number between 1 and per_person),
  check ((state = 'given_back') = (returned_amount = amount)),
  check (state in ('redeemed', 'given_back') or returned_amount = 0)
);
create unique index voucher_used_once on voucher_redemption (campaign_id, person_id, use_number) where state in ('reserved', 'redeemed');
create index on voucher_redemption (campaign_id, reserved_at desc);
create index on voucher_redemption (person_id);

create table voucher_return (
  id uuid primary key,
  redemption_id uuid not null references voucher_redemption,
  booking_leg_id uuid not null references booking_leg,
  amount bigint not null check (amount > 0),
  reason text not null,
  created_at timestamptz not null default linli_now()
);
create index on voucher_return (redemption_id);
create index on voucher_return (booking_leg_id);
create trigger voucher_return_append_only before update or delete on voucher_return for each row execute function linli_append_only();
`,
}]

/** After all other steps: an operator may give a campaign more, and longer. */
export const campaignChangeMigrations: readonly Migration[] = [{
  id: '0903-campaign-changes',
  sql: `
-- What was promised is kept: the end never comes nearer, and the terms of a campaign that somebody has used stay as they were. Its budget
-- may move, never below what is reserved or used (voucher_budget_kept).
create function voucher_terms_stand() returns trigger language plpgsql as $$
begin
  if new.ends_at < old.ends_at then
    raise exception 'campaign % would end earlier', old.id using errcode = 'check_violation';
  end if;
  if row(new.code, new.currency, new.off_amount, new.off_bps, new.cap_amount, new.min_spend, new.categories, new.per_person, new.max_uses, new.starts_at)
      is distinct from
      row(old.code, old.currency, old.off_amount, old.off_bps, old.cap_amount, old.min_spend, old.categories, old.per_person, old.max_uses, old.starts_at)
      and exists (select from voucher_redemption where campaign_id = old.id) then
    raise exception 'the terms of campaign % stand', old.id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger voucher_terms_stand before update on voucher_campaign for each row execute function voucher_terms_stand();
`,
}, {
  id: '0965-campaign-revision',
  sql: `
-- Which of its budgets and ends a campaign has: of two operators who change it at once the slower is told.
alter table voucher_campaign add column revision int not null default 1;
`,
}]
