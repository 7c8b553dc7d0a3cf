/**
 * Runs in the page, so it is plain JavaScript that is sent there as text: what elder mode promises (text ≥ 18 px, line height ≥ 1.3, targets
 * ≥ 60 × 60 px; contrast is axe's) and what every page promises (language, one h1, nothing sideways). Answers one line per fault.
 */
(() => {
  const say = element => `<${element.tagName.toLowerCase()}> “${(element.innerText || element.getAttribute('aria-label') || element.value || '').trim().slice(0, 40)}”`

  /** Seen by somebody who looks: in the layout, not folded away, not for screen readers alone. */
  function isShown(element) {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })) return false
    for (let one = element; one; one = one.parentElement) {
      const { position, clipPath, width, height } = getComputedStyle(one)
      if (position === 'absolute' && clipPath !== 'none' && parseFloat(width) <= 1 && parseFloat(height) <= 1) return false
    }
    const { width, height } = element.getBoundingClientRect()
    return width > 0 && height > 0
  }

  function page() {
    const faults = []
    const headings = [...document.querySelectorAll('h1')]
    if (headings.length !== 1) faults.push(`${headings.length} first headings`)
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (over > 0) {
      const widest = [...document.querySelectorAll('body *')].filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      faults.push(`${over} px to scroll sideways, for instance ${widest.slice(-1).map(say)}`)
    }
    return { lang: document.documentElement.lang, faults }
  }

  function text() {
    const faults = new Set()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement
      if (!walker.currentNode.data.trim() || element.closest('script, style, noscript, svg') || !isShown(element)) continue
      const style = getComputedStyle(element)
      const size = parseFloat(style.fontSize)
      if (size < 18) faults.add(`text of ${size} px: ${say(element)}`)
      // A single line in a box of its own has no next line to be near to.
      const lines = [...document.createRange().getClientRects.call(rangeOf(walker.currentNode))].length
      if (lines > 1 && style.lineHeight !== 'normal' && parseFloat(style.lineHeight) / size < 1.295) {
        faults.add(`lines ${(parseFloat(style.lineHeight) / size).toFixed(2)} apart: ${say(element)}`)
      }
    }
    return [...faults]
  }

  function rangeOf(node) {
    const range = document.createRange()
    range.selectNodeContents(node)
    return range
  }

  /** What a finger may hit: the control, the label around it, or the card that its link covers. */
  function boxesOf(element) {
    const boxes = [element.getBoundingClientRect(), ...[...element.labels ?? []].map(label => label.getBoundingClientRect())]
    if (getComputedStyle(element, '::after').position === 'absolute') boxes.push(element.offsetParent.getBoundingClientRect())
    return boxes
  }

  /** A link among words of its own paragraph may be as high as its line. */
  function isInText(element) {
    if (element.tagName !== 'A' || getComputedStyle(element).display !== 'inline') return false
    return [...element.parentNode.childNodes].some(node => node !== element && node.nodeType === Node.TEXT_NODE && /[\p{L}\p{N}]/u.test(node.data))
  }

  function targets() {
    const controls = 'a[href], button, summary, input:not([type=hidden]), select, textarea, [role=tab], [role=switch]'
    return [...document.querySelectorAll(controls)].filter(element => isShown(element) && !isInText(element)).flatMap((element) => {
      const boxes = boxesOf(element)
      if (boxes.some(({ width, height }) => width >= 59.5 && height >= 59.5)) return []
      const { width, height } = boxes.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
      return [`target of ${Math.round(width)} × ${Math.round(height)} px: ${say(element)}`]
    })
  }

  // Colours fade over, and what is looked at is where they end.
  const still = new CSSStyleSheet()
  still.replaceSync('*, ::before, ::after, ::backdrop { transition: none !important }')
  document.adoptedStyleSheets.push(still)

  /** Resolves once the layout is drawn, and nothing moves on its own; what turns for ever does not count. */
  async function settled() {
    const moving = () => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    do await new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))
    while (moving().length > 0)
  }

  globalThis.linliMeasure = { settled, page, elder: () => [...text(), ...targets()] }
})()
