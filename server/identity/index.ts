export { sessionCookieName } from './cookie.ts'
export { findPerson, type Person } from './get-session.ts'
