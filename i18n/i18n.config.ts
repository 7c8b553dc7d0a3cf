import type { ComposerOptions } from 'vue-i18n'
import { compileMessage } from './compile-message.ts'

// vue-i18n's type tells text from elements by a conditional type that no function can be shown to meet.
const messageCompiler = compileMessage as unknown as ComposerOptions['messageCompiler']

export default defineI18nConfig(() => ({ messageCompiler }))
