import type { Migration } from '../platform/migrate.ts'

export const bookingMigrations: readonly Migration[] = [{
  id: '0005-booking',
  sql: `
create table booking (
  id uuid primary key,
  reference text not null unique,
  booker_id uuid references person,
  bundle_id uuid not null references bundle,
  quote_id uuid not null unique references quote,
  recipient_id uuid references recipient,
  recipient_name text not null,
  address_id uuid references address,
  district_id text not null references district,
  street text not null,
  lat double precision,
  lng double precision,
  contact_name text not null,
  contact_phone text not null,
  payer_name text not null,
  payer_email text not null,
  title_zh text not null,
  title_en text not null,
  locale text not null check (locale in ('zh-CN', 'en')),
  zone text not null,
  currency text not null,
  amount bigint not null check (amount >= 0),
  persons int not null default 1 check (persons > 0),
  hold_expires_at timestamptz,
  checkout_opened_at timestamptz,
  created_at timestamptz not null default linli_now()
);
create index on booking (booker_id, created_at desc);
create index on booking (hold_expires_at) where hold_expires_at is not null;
comment on column booking.hold_expires_at is 'set while the booking is an unpaid hold, null ever after';

create table booking_leg (
  id uuid primary key,
  booking_id uuid not null references booking,
  position int not null,
  bundle_leg_id uuid not null references bundle_leg,
  alternative_id uuid not null references leg_alternative,
  offering_id uuid not null references offering,
  provider_id uuid not null references provider,
  agreement_id uuid references agreement,
  session_id uuid references class_session,
  state text not null check (state in ('held', 'expired', 'reserved', 'requested', 'confirmed', 'substituting', 'in_service', 'delivered',
    'disputed', 'settled', 'cancelled', 'no_show_resident', 'no_show_provider')),
  revision int not null default 0,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  buffer_before_minutes int not null default 0,
  buffer_after_minutes int not null default 0,
  place text not null check (place in ('home', 'venue', 'on_the_way')),
  district_id text not null references district,
  zone text not null,
  required boolean not null,
  depends_on_bundle_leg_id uuid,
  instant boolean not null,
  title_zh text not null,
  title_en text not null,
  list_amount bigint not null check (list_amount >= 0),
  share_amount bigint not null check (share_amount >= 0),
  refunded_amount bigint not null default 0 check (refunded_amount between 0 and share_amount),
  commission_bps int not null check (commission_bps between 0 and 10000),
  policy jsonb not null,
  unique (booking_id, position),
  check (starts_at < ends_at)
);
create index on booking_leg (provider_id, starts_at);
create index on booking_leg (state, ends_at);

-- Who and what serves a leg; stays when the claim is gone.
create table booking_leg_resource (
  booking_leg_id uuid not null references booking_leg on delete cascade,
  resource_id uuid not null references resource,
  primary key (booking_leg_id, resource_id)
);
create index on booking_leg_resource (resource_id);

alter table claim add foreign key (booking_leg_id) references booking_leg;
alter table session_seat add foreign key (booking_leg_id) references booking_leg;

create table booking_event (
  id bigint generated always as identity primary key,
  booking_id uuid not null references booking,
  booking_leg_id uuid references booking_leg,
  at timestamptz not null default linli_now(),
  actor text not null check (actor in ('resident', 'provider', 'worker', 'operator', 'system', 'payment')),
  actor_id uuid,
  event text not null,
  from_state text,
  to_state text,
  reason text,
  data jsonb not null default '{}'
);
create index on booking_event (booking_id, id);
create trigger booking_event_append_only before update or delete on booking_event for each row execute function linli_append_only();
`,
}, {
  id: '0020-life',
  sql: `
alter table booking_leg
  add column tasks jsonb not null default '[]',
  add column state_since timestamptz not null default linli_now(),
  add column response_due_at timestamptz,
  add column asked_at timestamptz,
  add column flagged boolean not null default false;
comment on column booking_leg.tasks is 'frozen when it was sold; what was answered at check-out stands beside each';
comment on column booking_leg.response_due_at is 'requested: of the provider; substituting: of the resident';
comment on column booking_leg.asked_at is 'when both sides were asked about a service that nobody began';
comment on column booking_leg.flagged is 'ended by a timer, not by a check-out';
create index on booking_leg (response_due_at) where response_due_at is not null;
create index on booking_leg (asked_at) where asked_at is not null;
create index on booking_leg (state, state_since) where state in ('delivered', 'no_show_resident');
create index on booking_leg (booking_id);

-- Who could take a leg over. Its time is claimed while the proposal stands, so that a yes cannot come too late.
create table substitution (
  id uuid primary key,
  booking_leg_id uuid not null references booking_leg on delete cascade,
  provider_id uuid not null references provider,
  state text not null default 'proposed' check (state in ('proposed', 'accepted', 'refused', 'lapsed')),
  share_amount bigint not null check (share_amount >= 0),
  terms jsonb not null,
  created_at timestamptz not null default linli_now(),
  decided_at timestamptz
);
create unique index substitution_one_open on substitution (booking_leg_id) where state = 'proposed';
create index on substitution (booking_leg_id);

create table cancellation_preview (
  id uuid primary key,
  booking_id uuid not null references booking on delete cascade,
  person_id uuid not null,
  wish jsonb not null,
  legs jsonb not null,
  created_at timestamptz not null default linli_now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on cancellation_preview (booking_id);
`,
}, {
  id: '0050-care-plan',
  sql: `
-- Something that repeats. Each visit becomes a booking of its own, six weeks before it.
create table care_plan (
  id uuid primary key,
  booker_id uuid references person,
  bundle_id uuid not null references bundle,
  wishes jsonb not null,
  pattern jsonb not null,
  workers jsonb not null,
  people jsonb,
  zone text not null,
  title_zh text not null,
  title_en text not null,
  recipient_name text not null,
  currency text not null,
  amount bigint not null check (amount >= 0),
  paused_from date,
  paused_until date,
  created_at timestamptz not null default linli_now(),
  ended_at timestamptz,
  check ((paused_from is null) = (paused_until is null))
);
create index on care_plan (booker_id, created_at desc);
comment on column care_plan.workers is 'who is to come each time, by leg of the bundle; empty: anybody';
comment on column care_plan.people is 'for whom, where, contact and payer; null once the booker is forgotten';
comment on column care_plan.amount is 'of a visit, as the plan was made; each visit freezes its own';

create table plan_visit (
  id uuid primary key,
  plan_id uuid not null references care_plan on delete cascade,
  position int not null,
  day date not null,
  starts jsonb not null,
  starts_at timestamptz not null,
  state text not null check (state in ('planned', 'reserved', 'conflict', 'skipped')),
  why text check (why in ('holiday', 'taken', 'worker', 'people', 'chosen', 'paused', 'ended', 'passed')),
  freely boolean not null default false,
  decided boolean not null default false,
  booking_id uuid unique references booking,
  changed_at timestamptz not null default linli_now(),
  unique (plan_id, position),
  check (state <> 'reserved' or booking_id is not null)
);
comment on column plan_visit.freely is 'the resident takes whoever is free';
comment on column plan_visit.decided is 'the resident decided about its day: a holiday is no reason to ask again';
create index on plan_visit (starts_at) where state = 'planned';

alter table booking add column plan_id uuid references care_plan, add column payment_asked_at timestamptz;
create index on booking (plan_id) where plan_id is not null;
comment on column booking.payment_asked_at is 'of a visit under a plan: when its booker was asked to pay it themselves';
create index on booking_leg (starts_at) where state = 'reserved';
`,
}, {
  id: '0141-voucher-parts',
  sql: `
alter table booking_leg
  add column voucher_amount bigint not null default 0,
  add column refunded_voucher_amount bigint not null default 0,
  add column tax jsonb not null default '{"kind": "vat", "bps": 600}',
  add column agreement_version int,
  add constraint voucher_within_share check (voucher_amount between 0 and share_amount),
  add constraint refunded_voucher_within check (refunded_voucher_amount between 0 and least(voucher_amount, refunded_amount)),
  add constraint refunded_cash_within check (refunded_amount - refunded_voucher_amount <= share_amount - voucher_amount);
comment on column booking_leg.voucher_amount is 'what of the share a voucher pays; frozen with the booking';
comment on column booking_leg.refunded_voucher_amount is 'what of the refunded amount went back to the voucher''s budget';
comment on column booking_leg.tax is 'as it was sold; see TaxTreatment in shared/tax.ts';
`,
}, {
  id: '0110-refund-cap',
  sql: `
-- Who moves a leg late cannot move it out of the late cancellation.
alter table booking_leg add column refund_cap_bps int not null default 10000 check (refund_cap_bps between 0 and 10000);
comment on column booking_leg.refund_cap_bps is 'the least that a cancellation gave back at any moment at which the resident moved the leg';

create function booking_leg_cap_only_falls() returns trigger language plpgsql as $$
begin
  raise exception 'the refund cap of booking leg % cannot rise', old.id using errcode = 'check_violation';
end $$;
create trigger booking_leg_cap_only_falls before update of refund_cap_bps on booking_leg for each row
  when (new.refund_cap_bps > old.refund_cap_bps) execute function booking_leg_cap_only_falls();
`,
}, {
  id: '0180-event-provider',
  sql: `
alter table booking_event add column provider_id uuid references provider;
comment on column booking_event.provider_id is 'whose leg it was when it happened: a substitute takes it over later';
alter table booking_event disable trigger booking_event_append_only;
update booking_event e set provider_id = l.provider_id from booking_leg l where l.id = e.booking_leg_id;
alter table booking_event enable trigger booking_event_append_only;
create index on booking_event (provider_id, at) where event in ('accept', 'decline', 'withdraw');
create index on booking_leg (provider_id, starts_at);
`,
}]
