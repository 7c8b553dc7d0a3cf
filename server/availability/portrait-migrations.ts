import type { Migration } from '../platform/migrate.ts'

export const portraitMigrations: readonly Migration[] = [{
  id: '0920-portrait',
  sql: `
alter table resource
  add column portrait_file_id uuid unique references file,
  add check (kind = 'worker' or portrait_file_id is null);
comment on column resource.portrait_file_id is 'shown to who runs the provider and, on the day of a visit, at its door';
`,
}]
