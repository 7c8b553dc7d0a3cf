import type { Migration } from './platform/migrate.ts'
import { platformMigrations } from './platform/migrations.ts'
import { identityMigrations } from './identity/migrations.ts'
import { catalogMigrations } from './catalog/migrations.ts'
import { composerMigrations } from './catalog/composer-migrations.ts'
import { campaignChangeMigrations, voucherMigrations } from './catalog/voucher-migrations.ts'
import { offeringMigrations } from './catalog/offering-migrations.ts'
import { providerMigrations } from './catalog/provider-migrations.ts'
import { availabilityMigrations } from './availability/migrations.ts'
import { portraitMigrations } from './availability/portrait-migrations.ts'
import { warningMigrations } from './availability/warning-migrations.ts'
import { bookingMigrations } from './booking/migrations.ts'
import { fapiaoDueMigrations, fapiaoTakenBackMigrations } from './payment/fapiao-due-migrations.ts'
import { fapiaoMigrations } from './payment/fapiao-migrations.ts'
import { paymentMigrations, voucherLedgerMigrations } from './payment/migrations.ts'
import { bearerMigrations, reviewMigrations } from './payment/review-migrations.ts'
import { notificationMigrations, operatorDigestMigrations, operatorNoticeMigrations } from './notification/migrations.ts'
import { searchFillMigrations, searchMigrations } from './search/migrations.ts'

/** Every step of the schema in the order in which it runs. New steps go to the end. */
export const migrations: readonly Migration[] = [
  ...platformMigrations,
  ...identityMigrations,
  ...catalogMigrations,
  ...availabilityMigrations,
  ...bookingMigrations,
  ...paymentMigrations,
  ...searchMigrations,
  ...notificationMigrations,
  ...voucherMigrations,
  ...voucherLedgerMigrations,
  ...fapiaoMigrations,
  ...offeringMigrations,
  ...composerMigrations,
  ...searchFillMigrations,
  ...providerMigrations,
  ...warningMigrations,
  ...portraitMigrations,
  ...reviewMigrations,
  ...operatorNoticeMigrations,
  ...campaignChangeMigrations,
  ...fapiaoDueMigrations,
  ...operatorDigestMigrations,
  ...bearerMigrations,
  ...fapiaoTakenBackMigrations,
]
