import type { Migration } from '../platform/migrate.ts'

export const paymentMigrations: readonly Migration[] = [{
  id: '0006-payment',
  sql: `
create table payment (
  id uuid primary key,
  booking_id uuid not null unique references booking,
  state text not null check (state in ('awaiting_payment', 'processing', 'paid', 'late_paid', 'payment_failed', 'expired', 'review',
    'refund_pending', 'partly_refunded', 'refunded', 'disputed', 'lost')),
  currency text not null,
  amount bigint not null check (amount >= 0),
  captured_amount bigint not null default 0 check (captured_amount >= 0),
  refunded_amount bigint not null default 0,
  method text,
  gateway_session_id text unique,
  gateway_session_url text,
  gateway_session_expires_at timestamptz,
  gateway_payment_id text unique,
  gateway_charge_id text unique,
  settlement jsonb,
  attempts int not null default 0,
  last_failure text,
  created_at timestamptz not null default linli_now(),
  paid_at timestamptz,
  constraint refunds_within_capture check (refunded_amount between 0 and captured_amount)
);
comment on column payment.settlement is 'of the balance transaction: amount, currency, exchange rate, fee';

-- Every call to the gateway that changes something, committed before the call; the id is the idempotency key.
create table payment_op (
  id uuid primary key,
  payment_id uuid references payment,
  kind text not null check (kind in ('checkout', 'expire', 'refund', 'transfer', 'reversal', 'account')),
  params jsonb not null,
  state text not null default 'started' check (state in ('started', 'done', 'failed')),
  result jsonb,
  error text,
  attempts int not null default 0,
  created_at timestamptz not null default linli_now(),
  called_at timestamptz,
  done_at timestamptz
);
create index on payment_op (payment_id);
create index on payment_op (created_at) where state = 'started';

create table refund (
  id uuid primary key,
  payment_id uuid not null references payment,
  booking_leg_id uuid references booking_leg,
  op_id uuid not null unique references payment_op,
  gateway_refund_id text unique,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('requested', 'pending', 'succeeded', 'failed')),
  reason text not null,
  created_at timestamptz not null default linli_now(),
  done_at timestamptz
);
create index on refund (payment_id);

create table payment_event (
  id text primary key,
  type text not null,
  object_id text,
  source text not null check (source in ('webhook', 'reconciliation')),
  created_at timestamptz not null,
  received_at timestamptz not null default linli_now(),
  applied_at timestamptz,
  outcome text
);
create index on payment_event (received_at) where applied_at is null;

create table payment_watermark (name text primary key, at timestamptz not null);

create table payout_account (
  provider_id uuid primary key references provider,
  gateway_account_id text unique,
  state text not null default 'none' check (state in ('none', 'pending', 'active', 'restricted')),
  updated_at timestamptz not null default linli_now()
);

create table ledger_transaction (
  id uuid primary key,
  booking_id uuid references booking,
  cause text not null,
  cause_id text not null,
  at timestamptz not null default linli_now(),
  unique (cause, cause_id)
);
create table ledger_entry (
  id bigint generated always as identity primary key,
  transaction_id uuid not null references ledger_transaction,
  account text not null check (account in ('resident', 'provider', 'commission', 'gateway_balance', 'gateway_fees', 'in_transit', 'debt', 'voucher', 'fx')),
  party_id uuid,
  amount bigint not null check (amount <> 0),
  currency text not null,
  check ((account in ('provider', 'debt')) = (party_id is not null))
);
create index on ledger_entry (transaction_id);
create index on ledger_transaction (booking_id);
create index on ledger_entry (account, party_id);
create trigger ledger_transaction_append_only before update or delete on ledger_transaction for each row execute function linli_append_only();
create trigger ledger_entry_append_only before update or delete on ledger_entry for each row execute function linli_append_only();

create function ledger_balanced() returns trigger language plpgsql as $$
begin
  if exists (select from ledger_entry where transaction_id = new.transaction_id group by currency having sum(amount) <> 0) then
    raise exception 'ledger transaction % does not sum to zero', new.transaction_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger ledger_entry_balanced after insert on ledger_entry deferrable initially deferred for each row execute function ledger_balanced();
`,
}, {
  id: '0022-earning',
  sql: `
-- What a provider has earned for a leg, once nothing more can change it; a transfer pays it out.
create table earning (
  booking_leg_id uuid primary key references booking_leg,
  provider_id uuid not null references provider,
  amount bigint not null check (amount >= 0),
  commission_amount bigint not null check (commission_amount >= 0),
  currency text not null,
  state text not null default 'due' check (state in ('due')),
  created_at timestamptz not null default linli_now()
);
create index on earning (provider_id, created_at);
`,
}, {
  id: '0051-saved-card',
  sql: `
alter table payment_op drop constraint payment_op_kind_check;
alter table payment_op add constraint payment_op_kind_check
  check (kind in ('checkout', 'expire', 'charge', 'refund', 'transfer', 'reversal', 'account'));

-- The card that pays a plan's visits while its owner is away. The gateway keeps the card; we keep what names it.
create table saved_card (
  plan_id uuid primary key references care_plan on delete cascade,
  gateway_customer_id text not null,
  gateway_method_id text not null,
  brand text not null,
  last4 text not null,
  created_at timestamptz not null default linli_now()
);
`,
}, {
  id: '0120-earning-parts',
  sql: `
-- A leg may be paid in part by a voucher: what its provider earned is sent in two parts, from the payment and from the budget.
alter table earning add column cash_amount bigint, add column voucher_amount bigint not null default 0 check (voucher_amount >= 0);
update earning set cash_amount = amount;
alter table earning alter column cash_amount set not null,
  add constraint earning_parts check (cash_amount >= 0 and cash_amount + voucher_amount = amount);
`,
}, {
  id: '0121-payouts',
  sql: `
-- What moves a booking's money belongs to it, also where nothing was charged.
alter table payment_op add column booking_id uuid references booking;
update payment_op o set booking_id = p.booking_id from payment p where p.id = o.payment_id;
create index on payment_op (booking_id) where state = 'started';

-- An earning keeps what it was worked out from: it may fall when more is given back later, and never rises.
alter table earning drop constraint earning_state_check,
  add column booking_id uuid references booking,
  add column share_amount bigint, add column share_voucher_amount bigint not null default 0,
  add column refunded_amount bigint, add column refunded_voucher_amount bigint not null default 0,
  add column written_off_amount bigint not null default 0, add column commission_bps int,
  add column refusal text, add column retry_at timestamptz,
  add column updated_at timestamptz not null default linli_now();
update earning e set booking_id = l.booking_id, commission_bps = l.commission_bps, share_amount = l.share_amount,
  refunded_amount = l.share_amount - e.amount - e.commission_amount from booking_leg l where l.id = e.booking_leg_id;
alter table earning alter column booking_id set not null, alter column commission_bps set not null, alter column share_amount set not null,
  alter column refunded_amount set not null,
  add constraint earning_state_check check (state in ('due', 'waiting_account', 'waiting_settlement', 'waiting_balance', 'refused', 'frozen', 'sending',
    'paid', 'reversing', 'reversed')),
  add constraint earning_adds_up check (amount + commission_amount = share_amount - refunded_amount - written_off_amount);
create index on earning (booking_id);
create index on earning (state, updated_at) where state not in ('paid', 'reversed');

create table transfer (
  id uuid primary key,
  booking_id uuid not null references booking,
  booking_leg_id uuid not null references earning,
  provider_id uuid not null references provider,
  part text not null check (part in ('cash', 'voucher')),
  op_id uuid not null unique references payment_op,
  gateway_transfer_id text unique,
  amount bigint not null check (amount > 0),
  currency text not null,
  settled_amount bigint not null check (settled_amount > 0),
  settled_currency text not null,
  state text not null check (state in ('requested', 'sent', 'refused')),
  reversed_amount bigint not null default 0,
  reversed_settled_amount bigint not null default 0,
  owed_amount bigint not null default 0 check (owed_amount >= 0),
  lost_amount bigint not null default 0 check (lost_amount >= 0),
  created_at timestamptz not null default linli_now(),
  done_at timestamptz,
  constraint reversals_within_transfer check (reversed_amount >= 0 and reversed_amount + owed_amount + lost_amount <= amount
    and reversed_settled_amount between 0 and settled_amount)
);
comment on column transfer.owed_amount is 'of what should have come back and did not: what its provider owes, and what the platform bears';
create index on transfer (booking_leg_id);
create unique index transfer_under_way on transfer (booking_leg_id) where state = 'requested';

create table transfer_reversal (
  id uuid primary key,
  transfer_id uuid not null references transfer,
  op_id uuid not null unique references payment_op,
  gateway_reversal_id text unique,
  amount bigint not null check (amount > 0),
  settled_amount bigint not null check (settled_amount > 0),
  reason text not null check (reason in ('frozen', 'for_good')),
  state text not null check (state in ('requested', 'done', 'refused', 'owed')),
  created_at timestamptz not null default linli_now(),
  done_at timestamptz
);
create unique index reversal_under_way on transfer_reversal (transfer_id) where state = 'requested';

-- What a provider was sent and should have given back. Later earnings pay it off, the oldest first.
create table provider_debt (
  id uuid primary key,
  provider_id uuid not null references provider,
  booking_leg_id uuid not null references earning,
  currency text not null,
  amount bigint not null check (amount > 0),
  netted_amount bigint not null default 0,
  created_at timestamptz not null default linli_now(),
  constraint netting_within_debt check (netted_amount between 0 and amount)
);
create index on provider_debt (provider_id, created_at) where netted_amount < amount;

-- Which earning paid off what of a debt; below zero where it turned out not to be an earning.
create table netting (
  id uuid primary key,
  debt_id uuid not null references provider_debt,
  booking_leg_id uuid not null references earning,
  part text not null check (part in ('cash', 'voucher')),
  amount bigint not null check (amount <> 0),
  created_at timestamptz not null default linli_now()
);
create index on netting (booking_leg_id);
create trigger netting_append_only before update or delete on netting for each row execute function linli_append_only();

create table bank_dispute (
  gateway_dispute_id text primary key,
  payment_id uuid not null references payment,
  amount bigint not null check (amount > 0),
  currency text not null,
  reason text not null,
  state text not null check (state in ('open', 'won', 'lost')),
  evidence_due_at timestamptz,
  base_amount bigint not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
comment on column bank_dispute.base_amount is 'what of the payment had not been given back when it was lost';
create index on bank_dispute (payment_id);

-- What cannot be given back the usual way: a person finds another.
create table manual_refund (
  id uuid primary key,
  booking_id uuid not null references booking,
  booking_leg_id uuid references booking_leg,
  payment_id uuid not null references payment,
  refund_id uuid unique references refund,
  amount bigint not null check (amount > 0),
  currency text not null,
  cause text not null check (cause in ('refund_failed', 'payment_disputed', 'past_window', 'not_refundable')),
  reason text not null,
  state text not null default 'open' check (state in ('open', 'retried', 'paid_elsewhere', 'dismissed')),
  resolved_by uuid references person,
  note text,
  created_at timestamptz not null default linli_now(),
  resolved_at timestamptz
);
create index on manual_refund (created_at) where state = 'open';
create index on manual_refund (booking_leg_id);

alter table ledger_transaction add column booking_leg_id uuid references booking_leg;
alter table ledger_entry drop constraint ledger_entry_account_check;
alter table ledger_entry add constraint ledger_entry_account_check check (account in
  ('resident', 'provider', 'commission', 'gateway_balance', 'gateway_fees', 'in_transit', 'debt', 'voucher', 'operator', 'fx', 'losses', 'outside'));
create index on ledger_transaction (at);
create function ledger_never_emptied() returns trigger language plpgsql as $$
declare filled boolean;
begin
  execute format('select exists (select from %I)', tg_table_name) into filled;
  if filled then raise exception '% is append only', tg_table_name using errcode = 'restrict_violation'; end if;
  return null;
end $$;
create trigger ledger_transaction_never_emptied before truncate on ledger_transaction for each statement execute function ledger_never_emptied();
create trigger ledger_entry_never_emptied before truncate on ledger_entry for each statement execute function ledger_never_emptied();

-- Until now an earning moved nothing in the books: what was held for the resident is the provider's and the platform's from then on.
insert into ledger_transaction (id, booking_id, booking_leg_id, cause, cause_id)
  select gen_random_uuid(), booking_id, booking_leg_id, 'earning', booking_leg_id || ':' || refunded_amount from earning;
insert into ledger_entry (transaction_id, account, party_id, amount, currency)
  select t.id, x.account, x.party_id, x.amount, e.currency
    from earning e join ledger_transaction t on t.cause = 'earning' and t.booking_leg_id = e.booking_leg_id
    cross join lateral (values ('resident', null::uuid, e.amount + e.commission_amount), ('provider', e.provider_id, -e.amount),
      ('commission', null, -e.commission_amount)) x (account, party_id, amount)
   where x.amount <> 0;
`,
}, {
  id: '0122-reconciliation',
  sql: `
-- What the gateway has booked, movement by movement: held against the books every night.
create table gateway_movement (
  id text primary key,
  type text not null,
  source text,
  net bigint not null,
  currency text not null,
  created_at timestamptz not null
);
create index on gateway_movement (source);
create index on gateway_movement (created_at);
create trigger gateway_movement_append_only before update or delete on gateway_movement for each row execute function linli_append_only();

-- What does not match. It ends by itself when it matches again, or by an operator's explanation.
create table mismatch (
  id uuid primary key,
  kind text not null check (kind in ('movement_unknown', 'movement_differs', 'entry_unknown', 'op_unfinished', 'transfer_refused', 'payment_review')),
  subject text not null,
  booking_id uuid references booking,
  ours jsonb,
  theirs jsonb,
  first_seen_at timestamptz not null default linli_now(),
  last_seen_at timestamptz not null default linli_now(),
  resolved_at timestamptz,
  explained_by uuid references person,
  note text,
  unique (kind, subject)
);
create index on mismatch (first_seen_at) where resolved_at is null;
comment on column mismatch.subject is 'an id of the gateway (charge, refund, transfer, dispute …), or of ours';
`,
}]

/** After all other steps of the slice, whoever adds one: the list of accounts is made anew. */
export const voucherLedgerMigrations: readonly Migration[] = [{
  id: '0142-voucher-ledger',
  sql: `
-- The city pays vouchers: 'operator' is where that comes from, and each campaign's budget is a party of 'voucher'.
alter table ledger_entry drop constraint ledger_entry_account_check;
alter table ledger_entry add constraint ledger_entry_account_check check (account in ('resident', 'provider', 'commission',
  'gateway_balance', 'gateway_fees', 'in_transit', 'debt', 'voucher', 'operator', 'fx', 'losses', 'outside'));
alter table ledger_entry drop constraint ledger_entry_check;
alter table ledger_entry add constraint ledger_entry_party check ((account in ('provider', 'debt', 'voucher')) = (party_id is not null));
`,
}]
