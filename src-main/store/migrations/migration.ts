/** One step of the schema. Frozen once released; numbered by ten, so that a late fix finds room. */
export interface Migration {
  readonly number: number
  readonly name: string
  readonly statements: readonly string[]
}
