import { describe, expect, it } from 'vitest'
import constitutions from '../labels/constitution9.json' with { type: 'json' }
import tongueSigns from '../labels/tongue-signs.json' with { type: 'json' }
import { evidenceFor, evidenceRules } from './constitutionEvidence.ts'

const keysOf = ({ labels }: { labels: { key: string }[] }): string[] => labels.map(({ key }) => key)

describe('the rule file', () => {
  it('has every constitution, names signs of the label set alone, and none on both sides', () => {
    expect(Object.keys(evidenceRules.types).toSorted()).toEqual(keysOf(constitutions).toSorted())
    for (const rule of Object.values(evidenceRules.types)) {
      expect(keysOf(tongueSigns)).toEqual(expect.arrayContaining([...rule.for, ...rule.against]))
      expect(rule.for.filter((label) => rule.against.includes(label))).toEqual([])
    }
    expect(evidenceRules).toMatchObject({ version: expect.stringMatching(/-\d+$/u) as unknown, source: expect.stringContaining('ZYYXH/T157') as unknown })
  })
})

describe('evidence', () => {
  const calls = new Map([['body-pale', true], ['body-red', false], ['enlarged', false], ['thin', true]])

  it('lists what is there for and against, what is missing, and what was not seen', () => {
    expect(evidenceFor('qixu', calls)).toEqual({ speaksFor: ['body-pale'], speaksAgainst: ['thin'], missing: ['enlarged'], unseen: ['tooth-marked', 'body-crimson'] })
  })

  it('is none for a type without a typical tongue, and for one that the rules do not know', () => {
    expect(evidenceFor('tebing', calls)).toBeNull()
    expect(evidenceFor('nobody', calls)).toBeNull()
  })

  it('says nothing either way where nothing was measured', () => {
    expect(evidenceFor('shire', new Map())).toMatchObject({ speaksFor: [], speaksAgainst: [], missing: [] })
  })
})
