export { chooseLegs, priceAlternative, type ChosenLeg, type PricedAlternative } from './choices.ts'

export { getBundle, loadAlternatives, loadBundles, loadSubstitutes } from './load-bundles.ts'
export { districtsOf, type Bundle, type BundleLeg } from './model.ts'
export { bindQuote, getQuote, getQuoteNow, saveQuote, type Quote } from './quotes.ts'
export { listCategories, listScenarios, scenarioOf } from './scenarios.ts'
export { toCard, toDetail } from './views.ts'
