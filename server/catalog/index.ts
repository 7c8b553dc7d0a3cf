export { listPublicPages } from './list-public-pages.ts'
export { chooseLegs, priceAlternative, type ChosenLeg, type PricedAlternative } from './choices.ts'

export { getBundle, loadBundles, loadSold, loadSubstitutes, soldOffering } from './load-bundles.ts'
export { districtsOf, homeDistrictsOf, type Bundle, type BundleLeg } from './model.ts'
export { bindQuote, getQuote, getQuoteNow, saveQuote, type Quote } from './quotes.ts'
export { listCategories, listScenarios, scenarioOf } from './scenarios.ts'
export { toCard, toDetail } from './views.ts'
