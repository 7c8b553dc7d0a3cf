export { previewDraft } from './preview-draft.ts'
export { publishBundle } from './publish-bundle.ts'
export { archiveBundle, pauseBundle } from './stop-bundle.ts'
