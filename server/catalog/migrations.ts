import type { Migration } from '../platform/migrate.ts'

export const catalogMigrations: readonly Migration[] = [{
  id: '0003-catalog',
  sql: `
create table category (
  id uuid primary key,
  parent_id uuid references category,
  slug text not null unique,
  name_zh text not null,
  name_en text not null,
  picture text not null,
  position int not null default 0
);

create table scenario (
  id uuid primary key,
  slug text not null unique,
  family text not null,
  title_zh text not null,
  title_en text not null,
  summary_zh text not null,
  summary_en text not null,
  why_zh text not null,
  why_en text not null,
  picture text not null,
  position int not null default 0
);
create table scenario_category (
  scenario_id uuid not null references scenario on delete cascade,
  category_id uuid not null references category,
  primary key (scenario_id, category_id)
);

create table provider (
  id uuid primary key,
  slug text not null unique,
  name_zh text not null,
  name_en text not null,
  summary_zh text not null default '',
  summary_en text not null default '',
  zone text not null,
  status text not null default 'draft' check (status in ('draft', 'submitted', 'verified', 'suspended')),
  commission_bps int not null check (commission_bps between 0 and 10000),
  rating real check (rating between 1 and 5),
  rating_count int not null default 0,
  founded_year int,
  created_at timestamptz not null default linli_now()
);
alter table provider_member add foreign key (provider_id) references provider on delete cascade;
create table provider_district (
  provider_id uuid not null references provider on delete cascade,
  district_id text not null references district,
  primary key (provider_id, district_id)
);

create table offering (
  id uuid primary key,
  provider_id uuid not null references provider,
  category_id uuid not null references category,
  title_zh text not null,
  title_en text not null,
  summary_zh text not null default '',
  summary_en text not null default '',
  place text not null check (place in ('home', 'venue', 'on_the_way')),
  venue_district_id text references district,
  venue_address_zh text,
  venue_address_en text,
  venue_lat double precision,
  venue_lng double precision,
  mode text not null default 'time' check (mode in ('time', 'session')),
  duration_minutes int not null check (duration_minutes between 15 and 1440),
  duration_options int[] not null default '{}',
  price_model text not null check (price_model in ('fixed', 'per_hour', 'per_person', 'by_option')),
  price_amount bigint not null check (price_amount >= 0),
  price_options jsonb not null default '{}',
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  max_persons int not null default 1 check (max_persons between 1 and 200),
  notice_minutes int not null default 120 check (notice_minutes >= 0),
  horizon_days int not null default 60 check (horizon_days between 1 and 366),
  buffer_before_minutes int not null default 0 check (buffer_before_minutes >= 0),
  buffer_after_minutes int not null default 0 check (buffer_after_minutes >= 0),
  required_credentials text[] not null default '{}',
  instant boolean not null default true,
  policy jsonb not null,
  elder_friendly boolean not null default false,
  status text not null default 'draft' check (status in ('draft', 'published', 'paused', 'archived')),
  version int not null default 1,
  created_at timestamptz not null default linli_now(),
  check ((place = 'venue') = (venue_district_id is not null))
);
create index on offering (provider_id);
create table offering_requirement (
  offering_id uuid not null references offering on delete cascade,
  position int not null,
  kind text not null check (kind in ('worker', 'vehicle', 'venue')),
  skill text not null,
  count int not null default 1 check (count between 1 and 20),
  primary key (offering_id, position)
);

create table bundle (
  id uuid primary key,
  provider_id uuid not null references provider,
  scenario_id uuid not null references scenario,
  slug text not null unique,
  title_zh text not null,
  title_en text not null,
  summary_zh text not null,
  summary_en text not null,
  description_zh text not null default '',
  description_en text not null default '',
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  rating real check (rating between 1 and 5),
  rating_count int not null default 0,
  popularity int not null default 0,
  status text not null default 'draft' check (status in ('draft', 'published', 'paused', 'archived')),
  published_at timestamptz,
  created_at timestamptz not null default linli_now()
);
create index on bundle (scenario_id) where status = 'published';

-- Legs of one stage start together. The rule binds a stage's start to the end of the stage before; the first stage has none.
create table bundle_stage (
  bundle_id uuid not null references bundle on delete cascade,
  position int not null,
  rule jsonb,
  primary key (bundle_id, position),
  check ((position = 0) = (rule is null))
);
create table bundle_leg (
  id uuid primary key,
  bundle_id uuid not null references bundle on delete cascade,
  stage int not null,
  position int not null,
  required boolean not null default true,
  depends_on_leg_id uuid references bundle_leg,
  title_zh text not null,
  title_en text not null,
  unique (bundle_id, position),
  foreign key (bundle_id, stage) references bundle_stage (bundle_id, position)
);

-- What a leg may be served by, in the order of preference. The share is list price less percent_off_bps, never below the floor.
create table leg_alternative (
  id uuid primary key,
  leg_id uuid not null references bundle_leg on delete cascade,
  position int not null,
  offering_id uuid not null references offering,
  percent_off_bps int not null default 0 check (percent_off_bps between 0 and 10000),
  unique (leg_id, position)
);
create index on leg_alternative (offering_id);

-- A partner's consent. The newest accepted version is in force; a quote freezes its id.
create table agreement (
  id uuid primary key,
  alternative_id uuid not null references leg_alternative on delete cascade,
  provider_id uuid not null references provider,
  version int not null default 1 check (version > 0),
  status text not null check (status in ('proposed', 'accepted', 'declined', 'ended')),
  percent_off_bps int not null default 0 check (percent_off_bps between 0 and 10000),
  floor_amount bigint check (floor_amount >= 0),
  notice_minutes int not null default 0 check (notice_minutes >= 0),
  blackout_dates date[] not null default '{}',
  decided_at timestamptz,
  created_at timestamptz not null default linli_now(),
  unique (alternative_id, version)
);

create table quote (
  id uuid primary key,
  bundle_id uuid not null references bundle,
  currency text not null,
  amount bigint not null check (amount >= 0),
  list_amount bigint not null check (list_amount >= amount),
  wishes jsonb not null,
  legs jsonb not null,
  created_at timestamptz not null default linli_now(),
  expires_at timestamptz not null,
  bound_at timestamptz
);
create index on quote (expires_at);
comment on column quote.legs is 'frozen: shares, commission rates, policies, agreement versions; see FrozenLeg in shared/quote.ts';
`,
}, {
  id: '0021-offering-tasks',
  sql: `
alter table offering add column tasks jsonb not null default '[]';
comment on column offering.tasks is 'what is to be done and answered at check-out: [{ "zh", "en" }]';
`,
}, {
  id: '0140-tax',
  sql: `
alter table provider add column tax jsonb not null default '{"kind": "vat", "bps": 600}';
alter table offering add column tax jsonb;
comment on column provider.tax is 'how its prices stand to value added tax; see TaxTreatment in shared/tax.ts';
comment on column offering.tax is 'where it differs from its provider''s: elderly care and medical service are exempt';
alter table provider add constraint provider_tax_known check ((tax->>'kind') in ('vat', 'small_scale', 'exempt') and (tax->>'bps')::int between 0 and 10000);
alter table offering add constraint offering_tax_known check ((tax->>'kind') in ('vat', 'small_scale', 'exempt') and (tax->>'bps')::int between 0 and 10000);
`,
}]
