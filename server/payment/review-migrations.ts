import type { Migration } from '../platform/migrate.ts'

/** What holds a payment for a person to look at, and what a bank that takes a part takes of each leg. */
export const reviewMigrations: readonly Migration[] = [{
  id: '0900-loss-by-leg',
  sql: `
-- What a bank took back for good, spread over the legs once, when it was lost: to the unit, and whatever is decided about a leg later.
create table bank_dispute_part (
  gateway_dispute_id text not null references bank_dispute,
  booking_leg_id uuid not null references booking_leg,
  amount bigint not null check (amount > 0),
  primary key (gateway_dispute_id, booking_leg_id)
);
create index on bank_dispute_part (booking_leg_id);
insert into bank_dispute_part (gateway_dispute_id, booking_leg_id, amount)
  select d.id, e.booking_leg_id, e.written_off_amount from earning e
    join payment p on p.booking_id = e.booking_id
    join lateral (select min(gateway_dispute_id) as id from bank_dispute where payment_id = p.id and state = 'lost') d on d.id is not null
   where e.written_off_amount > 0;
alter table bank_dispute drop column base_amount;
`,
}, {
  id: '0901-foreign-refund',
  sql: `
-- Refunds that somebody made at the gateway, past us. The payment is held until each is allotted to its legs.
create table foreign_refund (
  gateway_refund_id text primary key,
  payment_id uuid not null references payment,
  amount bigint not null check (amount > 0),
  currency text not null,
  state text not null check (state in ('pending', 'succeeded', 'failed')),
  seen_at timestamptz not null default linli_now(),
  allotted_at timestamptz
);
create index on foreign_refund (payment_id);

-- Allotted, it is a refund of each of its legs, and no call of ours made it.
alter table refund alter column op_id drop not null;
alter table refund drop constraint refund_gateway_refund_id_key;
create unique index refund_by_op_once on refund (gateway_refund_id) where op_id is not null;
create unique index refund_of_leg_once on refund (gateway_refund_id, booking_leg_id) where op_id is null;
alter table refund add constraint refund_has_maker check (op_id is not null or (gateway_refund_id is not null and booking_leg_id is not null));
create function foreign_refund_spread() returns trigger language plpgsql as $$
begin
  if new.op_id is null and (select sum(amount) from refund where gateway_refund_id = new.gateway_refund_id) is distinct from
      (select amount from foreign_refund where gateway_refund_id = new.gateway_refund_id) then
    raise exception 'the parts of refund % are not the refund', new.gateway_refund_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger foreign_refund_spread after insert or update of amount on refund deferrable initially deferred
  for each row execute function foreign_refund_spread();

-- Paid was not what was asked for: nothing is fulfilled, and an operator has it given back.
alter table payment add column sum_state text not null default 'as_asked' check (sum_state in ('as_asked', 'wrong', 'given_back'));
update payment set sum_state = 'wrong' where state = 'review' and captured_amount <> amount;
`,
}]

/** Who bears a refund that was made past us, and what is worth no unit in the currency it settles in. */
export const bearerMigrations: readonly Migration[] = [{
  id: '0950-platform-bears',
  sql: `
-- What an operator allots to no leg is the platform's.
alter table refund drop constraint refund_has_maker;
alter table refund add constraint refund_has_maker check (op_id is not null or (gateway_refund_id is not null
  and (booking_leg_id is not null or reason = 'borne_by_platform')));
-- What a leg takes over from the platform is a part of its own; that no refund is allotted twice is what foreign_refund_spread sees to.
drop index refund_of_leg_once;

-- What was paid may be in another currency than what was asked for: then it is given back in that.
alter table payment add column captured_currency text;
update payment set captured_currency = coalesce((select e.currency from ledger_entry e join ledger_transaction t on t.id = e.transaction_id
  where t.cause = 'charge' and t.booking_id = payment.booking_id and e.account = 'resident' limit 1), currency) where captured_amount > 0;

-- So the issuer of a fapiao is told of what was given back of no leg, too.
create trigger fapiao_due_again after update of captured_amount, refunded_amount on payment
  for each row when (row(new.captured_amount, new.refunded_amount) is distinct from row(old.captured_amount, old.refunded_amount))
  execute function fapiao_due_again();
create trigger fapiao_due_again after update of state on manual_refund
  for each row when (new.state is distinct from old.state) execute function fapiao_due_again();

-- A few fen may be worth no cent: they move in the books alone, and no call is made for nothing.
alter table transfer drop constraint transfer_settled_amount_check, add constraint transfer_settled_amount_check check (settled_amount >= 0);
alter table transfer_reversal drop constraint transfer_reversal_settled_amount_check,
  add constraint transfer_reversal_settled_amount_check check (settled_amount >= 0);
`,
}]
