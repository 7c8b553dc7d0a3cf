/** The words of skills, credentials and languages; a code that has none reads as it was typed. */
export function useCodeWord() {
  const { t, te, tm } = useI18n()
  type Table = 'skill' | 'credential' | 'language'
  return {
    wordOf: (table: Table, code: string): string => (te(`${table}.${code}`) ? t(`${table}.${code}`) : code.replaceAll(/[-_]/g, ' ')),
    /** Every code that has a word. */
    codesOf: (table: Table): string[] => Object.keys(tm(table)),
  }
}
