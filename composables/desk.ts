/** A page of a desk, as its tab shows it. */
export interface DeskTab {
  /** Path without language. */
  to: string
  /** Key of its name. */
  label: string
}

export type DeskArea = 'provider' | 'operator'

/** THE table: the pages of each desk in the order of their tabs. A page of a desk stands here and has `layout: 'desk'`. */
export const deskTabs: Record<DeskArea, readonly DeskTab[]> = {
  provider: [
    { to: '/provider', label: 'desk.provider.schedule' },
    { to: '/provider/today', label: 'desk.provider.today' },
    { to: '/provider/calendar', label: 'desk.provider.calendar' },
    { to: '/provider/bookings', label: 'desk.provider.bookings' },
    { to: '/provider/earnings', label: 'desk.provider.earnings' },
    { to: '/provider/figures', label: 'desk.provider.figures' },
    { to: '/provider/offerings', label: 'desk.provider.offerings' },
    { to: '/provider/team', label: 'desk.provider.team' },
    { to: '/provider/bundles', label: 'desk.provider.bundles' },
    { to: '/provider/agreements', label: 'desk.provider.agreements' },
    { to: '/provider/members', label: 'desk.provider.members' },
    { to: '/provider/onboarding', label: 'desk.provider.profile' },
  ],
  operator: [
    { to: '/operator/disputes', label: 'desk.operator.disputes' },
    { to: '/operator/vouchers', label: 'desk.operator.vouchers' },
    { to: '/operator/fapiao', label: 'desk.operator.fapiao' },
    { to: '/operator/bank-disputes', label: 'desk.operator.bankDisputes' },
    { to: '/operator/refunds', label: 'desk.operator.refunds' },
    { to: '/operator/mismatches', label: 'desk.operator.mismatches' },
    { to: '/operator/missing-supply', label: 'desk.operator.supply' },
    { to: '/operator/verification', label: 'desk.operator.verification' },
    { to: '/operator/providers', label: 'desk.operator.providers' },
    { to: '/operator/acts', label: 'desk.operator.acts' },
  ],
}

/** The tab of a path: the one that it begins with, the longest if several do. */
export function tabOf(tabs: readonly DeskTab[], path: string): DeskTab | undefined {
  return tabs.filter(({ to }) => path === to || path.startsWith(`${to}/`)).sort((a, b) => b.to.length - a.to.length)[0]
}
