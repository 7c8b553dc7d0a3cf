import type { Migration } from '../platform/migrate.ts'

export const fapiaoMigrations: readonly Migration[] = [{
  id: '0144-fapiao',
  sql: `
create table fapiao_request (
  booking_id uuid primary key references booking,
  kind text not null check (kind in ('personal', 'company')),
  title text not null,
  tax_number text,
  email text not null,
  requested_at timestamptz not null default linli_now(),
  check ((kind = 'company') = (tax_number is not null))
);

create table fapiao_export (
  id uuid primary key,
  number int generated always as identity unique,
  person_id uuid,
  at timestamptz not null default linli_now()
);
-- What the issuer was told of a booking: first what was paid, later (below zero) what was given back since.
create table fapiao_line (
  booking_id uuid not null references fapiao_request,
  export_id uuid not null references fapiao_export,
  kind text not null,
  title text not null,
  tax_number text,
  email text not null,
  amount bigint not null check (amount <> 0),
  tax_amount bigint not null,
  currency text not null,
  primary key (booking_id, export_id)
);
create index on fapiao_line (export_id);
create trigger fapiao_line_append_only before update or delete on fapiao_line for each row execute function linli_append_only();
create trigger fapiao_export_append_only before update or delete on fapiao_export for each row execute function linli_append_only();

create function fapiao_request_stands() returns trigger language plpgsql as $$
begin
  if exists (select from fapiao_line where booking_id = old.booking_id) then
    raise exception 'the fapiao of booking % was exported', old.booking_id using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger fapiao_request_stands before update of kind, title, tax_number, email on fapiao_request
  for each row execute function fapiao_request_stands();
`,
}]
