/** The versions of the terms and of the privacy notice that hold now. A changed text has a new version, and is agreed to anew. */
export const currentConsent = { terms: '2026-11', privacy: '2026-11' } as const
