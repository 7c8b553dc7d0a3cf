import type { Migration } from '../platform/migrate.ts'

export const identityMigrations: readonly Migration[] = [{
  id: '0002-identity',
  sql: `
create table district (
  id text primary key,
  city text not null,
  name_zh text not null,
  name_en text not null,
  lat double precision not null check (lat between -90 and 90),
  lng double precision not null check (lng between -180 and 180),
  position int not null default 0
);

-- person, session, account and verification have the columns that better-auth reads and writes.
create table person (
  id uuid primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  phone_number text unique,
  phone_number_verified boolean not null default false,
  operator boolean not null default false,
  locale text not null default 'zh-CN' check (locale in ('zh-CN', 'en')),
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now(),
  deleted_at timestamptz
);

create table session (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now()
);
create index on session (person_id);
create index on session (expires_at);

create table account (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now(),
  unique (provider_id, account_id)
);
create index on account (person_id);

create table verification (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now()
);
create index on verification (identifier);

create table consent (
  person_id uuid not null references person on delete cascade,
  document text not null check (document in ('terms', 'privacy')),
  version text not null,
  at timestamptz not null default linli_now(),
  primary key (person_id, document, version)
);

-- The membership's provider stands in the catalogue, whose migration adds the reference.
create table provider_member (
  provider_id uuid not null,
  person_id uuid not null references person on delete cascade,
  role text not null check (role in ('owner', 'manager', 'worker')),
  created_at timestamptz not null default linli_now(),
  primary key (provider_id, person_id)
);
create index on provider_member (person_id);

create table recipient (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  name text not null check (length(name) between 1 and 80),
  relation text not null check (relation in ('self', 'parent', 'grandparent', 'partner', 'child', 'other')),
  birth_year int check (birth_year between 1900 and 2100),
  needs text[] not null default '{}',
  notes_sealed bytea,
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now(),
  deleted_at timestamptz
);
create index on recipient (person_id);
comment on column recipient.notes_sealed is 'health data: AES-256-GCM, bound to the row id';

create table address (
  id uuid primary key,
  person_id uuid not null references person on delete cascade,
  label text not null default '',
  district_id text not null references district,
  street text not null check (length(street) between 1 and 200),
  lat double precision check (lat between -90 and 90),
  lng double precision check (lng between -180 and 180),
  created_at timestamptz not null default linli_now(),
  updated_at timestamptz not null default linli_now(),
  deleted_at timestamptz,
  check ((lat is null) = (lng is null))
);
create index on address (person_id);
`,
}, {
  id: '0060-operator-act',
  sql: `
-- Everything an operator did, for whoever asks later.
create table operator_act (
  id uuid primary key,
  person_id uuid not null references person,
  action text not null check (action ~ '^[a-z_]+\\.[a-z_]+$'),
  subject_kind text not null,
  subject_id text not null,
  reason text not null default '',
  data jsonb not null default '{}',
  at timestamptz not null default linli_now()
);
create index on operator_act (at desc, id);
create index on operator_act (subject_kind, subject_id);
create trigger operator_act_append_only before update or delete on operator_act for each row execute function linli_append_only();
`,
}]
