import { z } from 'zod'
import { lastPage } from '../paging.ts'

/** Which page of a list is asked for. */
export const page = z.coerce.number().int().min(1).max(lastPage).default(1)
export const pageQuery = z.object({ page })
/** Of what is shown: one past the end is answered with the last. */
export const pageFields = { total: z.int(), page: z.int(), pages: z.int() }
export const pageOf = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), ...pageFields })
