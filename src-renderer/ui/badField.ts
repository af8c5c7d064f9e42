/** For a text field: what is wrong with it, said in words and tied to it, because nothing can be saved meanwhile. */
export const badField = (error: boolean, why: string): { readonly error: boolean; readonly helperText?: string } => (error ? { error, helperText: `▲ ${why}` } : { error })
