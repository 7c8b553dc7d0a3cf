import type { Migration } from '../platform/migrate.ts'

/** After every step that makes legs: which fapiao the issuer may have to be told of. */
export const fapiaoDueMigrations: readonly Migration[] = [{
  id: '0963-fapiao-due',
  sql: `
-- Set when one is asked for, and when what a booking costs in the end changes; taken off once the issuer knows. So what waits is found
-- without a look at all that ever was asked for.
alter table fapiao_request add column due boolean not null default true;
create index on fapiao_request (requested_at) where due;

create function fapiao_due_again() returns trigger language plpgsql as $$
begin
  -- Whether it is due is asked under the row's lock: a batch in the making takes the mark off what it tells.
  if exists (select from fapiao_request where booking_id = new.booking_id) then
    update fapiao_request set due = true where booking_id = new.booking_id and not due;
  end if;
  return null;
end $$;
create trigger fapiao_due_again after update of share_amount, voucher_amount, refunded_amount, refunded_voucher_amount on booking_leg
  for each row when (row(new.share_amount, new.voucher_amount, new.refunded_amount, new.refunded_voucher_amount)
    is distinct from row(old.share_amount, old.voucher_amount, old.refunded_amount, old.refunded_voucher_amount))
  execute function fapiao_due_again();
`,
}]

/** The same when a bank takes a payment back for good. */
export const fapiaoTakenBackMigrations: readonly Migration[] = [{
  id: '0980-fapiao-taken-back',
  sql: `
create function fapiao_due_taken_back() returns trigger language plpgsql as $$
begin
  update fapiao_request set due = true
   where not due and booking_id = (select booking_id from payment where id = new.payment_id);
  return null;
end $$;
create trigger fapiao_due_taken_back after insert or update of state on bank_dispute
  for each row when (new.state = 'lost') execute function fapiao_due_taken_back();
-- Until now the issuer was not told of these.
update fapiao_request set due = true
 where booking_id in (select p.booking_id from payment p join bank_dispute d on d.payment_id = p.id where d.state = 'lost');
`,
}]
