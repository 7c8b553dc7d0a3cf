export { listPublicPages } from './list-public-pages.ts'
export { chooseLegs, priceAlternative, type ChosenLeg, type PricedAlternative } from './choices.ts'

export { getBundle, loadAlternatives, loadBundles, loadSubstitutes } from './load-bundles.ts'
export { districtsOf, type Bundle, type BundleLeg } from './model.ts'
export { bindQuote, getQuote, getQuoteNow, saveQuote, type Quote } from './quotes.ts'
export { listCategories, listScenarios, scenarioOf } from './scenarios.ts'
export { insertCampaign, listCampaigns, listRedemptions, pauseCampaign, type CampaignNow } from './campaigns.ts'
export { categoryNames, offerVouchers, offOf } from './offer-vouchers.ts'
export { toCard, toDetail } from './views.ts'
export {
  planVoucher, redeemVoucher, releaseVoucher, reserveVoucher, reserveVoucherAgain, returnedOfLeg, returnVoucher,
} from './vouchers.ts'
