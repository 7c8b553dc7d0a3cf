export { listPublicPages } from './list-public-pages.ts'
export { chooseLegs, priceAlternative, type ChosenLeg, type PricedAlternative } from './choices.ts'

export { getBundle, loadBundles, loadSold, loadSubstitutes, soldOffering } from './load-bundles.ts'
export { districtsOf, homeDistrictsOf, type Bundle, type BundleLeg } from './model.ts'
export { bindQuote, getQuote, getQuoteNow, saveQuote, type Quote } from './quotes.ts'
export { createOffering, currencyOf } from './offerings/create-offering.ts'
export { writeOffering, type OfferingChange } from './offerings/change-offering.ts'
export { archiveOffering, moveOffering, pauseOffering, type OfferingMove } from './offerings/move-offering.ts'
export { bundlesWith, findOffering, listOfferings, versionsOf, type KeptOffering } from './offerings/read-offerings.ts'
export { listCategories, listScenarios, scenarioOf } from './scenarios.ts'
export { insertCampaign, listCampaigns, listRedemptions, pauseCampaign, type CampaignNow } from './campaigns.ts'
export { categoryNames, offerVouchers, offOf } from './offer-vouchers.ts'
export { providerNames } from './provider-names.ts'
export { toCard, toDetail } from './views.ts'
export {
  planVoucher, redeemVoucher, releaseVoucher, reserveVoucher, reserveVoucherAgain, returnedOfLeg, returnVoucher,
} from './vouchers.ts'
