/** How a list that can grow without end is shown: page by page, which the address names. Pages count from 1. */
export interface Page {
  total: number
  page: number
  /** At least 1: an empty list has a page, too. */
  pages: number
}

/** No page lies beyond it; what does is found by a list's filters. */
export const lastPage = 10_000

export const pagesOf = (total: number, perPage: number): number => Math.min(Math.max(Math.ceil(total / perPage), 1), lastPage)
