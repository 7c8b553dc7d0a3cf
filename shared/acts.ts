/** All that an operator does, `noun.verb`, as the record of acts keeps it. Each has words of its own (`acts.actions` of the locales). */
export const actNames = [
  'provider.approve', 'provider.ask_more', 'provider.reject', 'provider.refuse_change', 'provider.suspend', 'provider.lift',
  'dispute.resolve', 'leg.cancel',
  'refund.by_hand', 'refund.retried', 'refund.paid_elsewhere', 'refund.dismissed', 'refund.allot', 'mismatch.explain',
  'campaign.create', 'campaign.change', 'campaign.pause', 'campaign.resume', 'fapiao.export',
] as const
export type ActName = typeof actNames[number]

/** Whom or what an act is about (`acts.kinds`). */
export const actSubjects = ['provider', 'booking_leg', 'campaign', 'payment', 'manual_refund', 'mismatch', 'fapiao_export'] as const
export type ActSubject = typeof actSubjects[number]
