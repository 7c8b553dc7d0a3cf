/** How further editions of a bundle are called in a large database. */
export const editions: readonly [zh: string, en: string][] = [
  ['街坊版', 'for neighbours'], ['周末版', 'weekends'], ['晨间版', 'mornings'], ['双职工版', 'for working couples'], ['长住版', 'for long stays'], ['轻享版', 'light'],
  ['全家版', 'for the whole family'], ['安心版', 'peace of mind'],
]
