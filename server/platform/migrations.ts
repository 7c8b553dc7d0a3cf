import type { Migration } from './migrate.ts'

export const platformMigrations: readonly Migration[] = [{
  id: '0001-platform',
  sql: `
create extension if not exists btree_gist;
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- One row: how far the sandbox or a test has moved the clock. Production never writes it.
create table linli_clock (one boolean primary key default true check (one), shift interval not null default interval '0');
insert into linli_clock default values;
create function linli_now() returns timestamptz language sql stable as $$ select now() + shift from linli_clock $$;

-- For logs that are never rewritten.
create function linli_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table idempotency_key (
  owner text not null,
  route text not null,
  key text not null,
  body_hash text not null,
  status int,
  answer jsonb,
  created_at timestamptz not null default linli_now(),
  primary key (owner, route, key)
);
create index on idempotency_key (created_at);

create table rate_limit (
  bucket text primary key,
  count int not null,
  resets_at timestamptz not null
);
create index on rate_limit (resets_at);
`,
}]
