import type { Migration } from '../platform/migrate.ts'
import { payoutMigrations } from './payout-migrations.ts'

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
}, ...payoutMigrations]

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
