import type { CaseId, UserId } from '../../../../src-shared/domain/ids.ts'
import type { Client } from '../../../client/client.ts'
import { keepUntilSaved, type Keeper } from '../record/keepUntilSaved.ts'
import { createDraft, type Draft } from './draft.ts'

/** The questionnaires whose answers are not all saved yet, whatever page is shown. In memory only: answers are patient data. */
interface Drafts extends Keeper {
  /** This person's questionnaire of this case, with what is still unsaved of it. */
  readonly of: (whose: { readonly userId: UserId | null; readonly caseId: CaseId }) => Draft
}

interface Kept {
  readonly userId: UserId | null
  readonly draft: Draft
}

const windows = new WeakMap<Client, Drafts>()

export function draftsOf(client: Client): Drafts {
  const drafts = windows.get(client) ?? createDrafts(client)
  windows.set(client, drafts)
  return drafts
}

function createDrafts(client: Client): Drafts {
  const kept = new Map<string, Kept>()
  const hasUnsaved = ({ draft }: Kept): boolean => draft.state().unsaved > 0
  const drafts: Drafts = {
    of: ({ userId, caseId }) => {
      const key = `${userId} ${caseId}`
      for (const [other, each] of kept) if (other !== key && !hasUnsaved(each)) kept.delete(other)
      const draft =
        kept.get(key)?.draft ??
        createDraft({
          load: () => client.send('questionnaire.show', { caseId }),
          save: (save) => client.send('questionnaire.save', { caseId, ...save }),
          amend: (reason) => client.send('questionnaire.amend', { caseId, reason }),
        })
      kept.set(key, { userId, draft })
      return draft
    },
    unsaved: () => [...kept.values()].some(hasUnsaved),
    flush: async () => void (await Promise.all([...kept.values()].map(({ draft }) => draft.flush()))),
    resume: (here) => {
      for (const { userId, draft } of kept.values()) if (here === null || userId === here) void draft.flush()
    },
  }
  keepUntilSaved(client, drafts)
  return drafts
}
