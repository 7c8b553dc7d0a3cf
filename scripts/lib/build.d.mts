/** Was `.output` made from exactly the sources that stand here? */
export function isBuilt(): boolean
