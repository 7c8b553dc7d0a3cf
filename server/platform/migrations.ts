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
}, {
  id: '0150-file',
  sql: `
-- What was sent, and for what; its bytes are elsewhere, under its id. The owner is whatever slice sets: a provider.
create table file (
  id uuid primary key,
  owner_id uuid not null,
  created_by uuid,
  use text not null check (use ~ '^[a-z_]+$'),
  type text not null,
  bytes int not null check (bytes between 1 and 10485760),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  width int check (width > 0),
  height int check (height > 0),
  variants text[] not null check (cardinality(variants) > 0),
  published boolean not null default false,
  created_at timestamptz not null default linli_now(),
  -- Since when nothing has stood on it; a sweep takes it away. Null: something does.
  loose_since timestamptz default linli_now(),
  -- Nothing is shown to everybody that nothing stands on, or that is of a private kind.
  check (not published or (loose_since is null and use = 'photo'))
);
create index on file (owner_id);
create index on file (loose_since) where loose_since is not null;
comment on column file.created_by is 'the person who sent it; kept when the account is deleted, as it names nobody';
`,
}]
