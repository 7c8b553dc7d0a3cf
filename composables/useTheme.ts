const cookieName = 'linli_theme'

/** As `elderScript`: before the first paint. Who has not chosen gets what the system says, also when that changes. */
export const themeScript = `(function(){`
  + `var m=matchMedia('(prefers-color-scheme: dark)'),`
  + `f=function(){var c=/(?:^|; )${cookieName}=(dark|light)/.exec(document.cookie);`
  + `document.documentElement.classList.toggle('dark',c?c[1]==='dark':m.matches)};`
  + `f();m.addEventListener('change',f)})();`

/** Day or night: the other of what shows now, kept for a year. */
export function toggleTheme(): void {
  const isDark = document.documentElement.classList.toggle('dark')
  document.cookie = `${cookieName}=${isDark ? 'dark' : 'light'}; path=/; max-age=31536000; samesite=lax`
}
