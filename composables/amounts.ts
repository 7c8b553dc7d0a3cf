/** Minor units as a person would type them: 1250 of two digits → `12.50`, 1200 → `12`. What `minorUnits` reads back. */
export const typedAmount = (amount: number, digits: number): string =>
  (amount / 10 ** digits).toFixed(amount % 10 ** digits === 0 ? 0 : digits)
