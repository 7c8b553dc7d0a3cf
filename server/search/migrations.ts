import type { Migration } from '../platform/migrate.ts'

export const searchMigrations: readonly Migration[] = [{
  id: '0007-search',
  sql: `
-- The index of the PostgreSQL engine. A generation is one complete filling of an index: a rebuild fills the next one and then changes \`live\`.
create table search_generation (
  id int generated always as identity primary key,
  index_name text not null,
  hash text not null,
  version bigint not null default 0,
  next_ordinal int not null default 0
);
create table search_index (
  name text primary key,
  live int not null references search_generation,
  building int references search_generation
);

-- A document's ordinal is its number in the postings and never used again; a row without a document says that it was deleted.
create table search_document (
  generation int not null references search_generation on delete cascade,
  ordinal int not null,
  id text not null,
  version bigint not null,
  document jsonb,
  columns jsonb not null default '{}',
  lengths int[] not null default '{}',
  primary key (generation, ordinal),
  unique (generation, id)
);
create index on search_document (generation, version);
comment on column search_document.columns is 'values by filterable and sortable path: null, or a list; a path that is not there is missing';
comment on column search_document.lengths is 'words of each searchable attribute';

create table search_word (
  generation int not null references search_generation on delete cascade,
  word text collate "C" not null,
  primary key (generation, word)
);
create index on search_word using gin (word gin_trgm_ops);

-- Where a word stands in the 256 documents of a block; see engine-postgres/postings.ts for the bytes.
create table search_posting (
  generation int not null references search_generation on delete cascade,
  word text collate "C" not null,
  block int not null,
  places bytea not null,
  primary key (generation, word, block)
) with (toast_tuple_target = 8160);
alter table search_posting alter places set storage main;

-- Words that may be a typing error of this one, or begin with one: a superset, cut down by edit distance. One transposition in a word of
-- five letters leaves one of six trigrams, so the threshold is low.
create function search_similar(generation_id int, typed text) returns setof text
  language sql stable parallel safe set pg_trgm.word_similarity_threshold = 0.15
  as $$ select word from search_word where generation = generation_id and word %> typed limit 4000 $$;
`,
}, {
  id: '0007-search-words',
  sql: `
-- Changes only with the words, so that what was read of them can be kept while prices and days change.
alter table search_generation add words_version bigint not null default 0;
`,
}, {
  id: '0011-search-aside',
  sql: `
-- Bundles that could not be indexed, while all others go on. A row ends with the next time that it works.
create table search_aside (
  bundle_id uuid primary key,
  error text not null,
  tries int not null default 1,
  since timestamptz not null default linli_now(),
  retry_at timestamptz not null
);
create index on search_aside (retry_at);
`,
}, {
  id: '0012-search-learning',
  sql: `
-- What was looked for and what was opened, to the hour; nothing says by whom or from where.
create table search_note (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  words text not null,
  filters jsonb not null,
  districts text[] not null,
  categories text[] not null,
  found int not null
);
create index on search_note (at);
comment on column search_note.words is 'without numbers of five digits and more, which may be a telephone''s';
create table search_click (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  bundle_id uuid not null references bundle on delete cascade,
  position int not null check (position between 1 and 12000)
);
create index on search_click (bundle_id, at);
create index on search_click (at);
`,
}]

export const searchFillMigrations: readonly Migration[] = [{
  id: '0100-search-filled',
  sql: `
-- Made by a filling that came to its end, not by the first configuration: before that, nobody may take what stands in it for all there is.
alter table search_generation add filled boolean not null default false;
update search_generation set filled = true where id in (select live from search_index);
`,
}]
