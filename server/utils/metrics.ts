import type { Readiness } from './readiness.ts'

const gauge = (name: string, help: string, value: number | undefined): string[] =>
  value === undefined ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`]

/** The readiness answer as Prometheus reads it (text exposition format 0.0.4). What could not be asked is left out. */
export function metricsOf({ database, jobs, search }: Readiness): string {
  return [
    ...gauge('linli_database_up', 'The database answers', Number(database.ok)),
    ...gauge('linli_jobs_dead_letters', 'Jobs that failed for good', jobs.ok ? jobs.deadLetters : undefined),
    ...gauge('linli_search_up', 'The search engine is well', Number(search.ok)),
    ...gauge('linli_search_backlog', 'Changes that searches do not see yet', search.backlog),
    ...gauge('linli_search_failed', 'Writes that the engine accepted and failed in the last day', search.failed),
    ...gauge('linli_search_aside', 'Bundles that could not be indexed', search.aside?.count),
    '',
  ].join('\n')
}
