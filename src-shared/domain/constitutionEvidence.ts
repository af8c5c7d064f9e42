import shippedRules from '../rules/constitution-evidence.json' with { type: 'json' }

/** Which signs speak for and against each constitution: data with a version, so that a site can have its own. */
export interface EvidenceRules {
  readonly version: string
  readonly source: string
  /** Key of the constitution -> labels of `tongue-signs`. */
  readonly types: Readonly<Record<string, { readonly for: readonly string[]; readonly against: readonly string[] }>>
}

export const evidenceRules: EvidenceRules = shippedRules

/** What the measured signs say to one constitution. They are listed, not added up: no score is made of them. */
export interface Evidence {
  /** Signs that are there and speak for it. */
  readonly speaksFor: readonly string[]
  readonly speaksAgainst: readonly string[]
  /** Signs for it that are not there. */
  readonly missing: readonly string[]
  /** Signs of the rule that could not be seen: they say nothing either way. */
  readonly unseen: readonly string[]
}

/** `calls`: label -> present or not, as `signCalls` reads them off the measured signs. null for a type without a rule: it has no typical tongue. */
export function evidenceFor(type: string, calls: ReadonlyMap<string, boolean>, rules: EvidenceRules = evidenceRules): Evidence | null {
  const rule = rules.types[type]
  if (rule === undefined || rule.for.length + rule.against.length === 0) return null
  return {
    speaksFor: rule.for.filter((label) => calls.get(label) === true),
    speaksAgainst: rule.against.filter((label) => calls.get(label) === true),
    missing: rule.for.filter((label) => calls.get(label) === false),
    unseen: [...rule.for, ...rule.against].filter((label) => !calls.has(label)),
  }
}
