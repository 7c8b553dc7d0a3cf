import type { Migration } from '../platform/migrate.ts'

/** What providers earned on its way to them and back, and how it is held against the gateway's balance. */
export const payoutMigrations: readonly Migration[] = [{
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
}, {
  id: '0123-arrived-refunds',
  sql: `
-- A refund is in the books twice since 0121: on its way, and arrived. Those from before were written in one: they have arrived.
insert into ledger_transaction (id, booking_id, cause, cause_id, at)
  select gen_random_uuid(), booking_id, 'refund_arrived', cause_id, at from ledger_transaction t
   where cause = 'refund' and not exists (select from ledger_entry e where e.transaction_id = t.id and e.account = 'in_transit')
  on conflict (cause, cause_id) do nothing;
`,
}]
