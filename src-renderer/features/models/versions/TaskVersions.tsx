import { useState } from 'react'
import type { LearningTask, ModelVersion } from '../../../../src-shared/contract/learning.ts'
import type { VersionId } from '../../../../src-shared/domain/ids.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useText } from '../../../text/useText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Figures } from '../../../ui/Figures.tsx'
import { ActivateDialog } from './ActivateDialog.tsx'
import { ActivationHistory } from './ActivationHistory.tsx'
import { ComparisonView } from './ComparisonView.tsx'
import { RollBackDialog } from './RollBackDialog.tsx'
import { VersionTable } from './VersionTable.tsx'

interface TaskVersionsProps {
  readonly loop: LearningTask
  readonly mayManage: boolean
  readonly comparing: boolean
  readonly onChanged: () => void
}

type Asking = { readonly kind: 'activate'; readonly version: ModelVersion } | { readonly kind: 'rollBack' } | null

/** Of one task: its counts, its versions, and the comparison of the chosen one. */
export function TaskVersions({ loop, mayManage, comparing, onChanged }: TaskVersionsProps) {
  const text = useText().versions
  const [asking, setAsking] = useState<Asking>(null)
  const [chosenId, setChosenId] = useState<VersionId | null>(null)
  const choose = ({ versionId }: ModelVersion): void => setChosenId(versionId)
  const { compare, error, forget } = useComparing(choose)
  const added = loop.versions.filter(({ versionId }) => versionId !== null)
  const shown = added.find(({ versionId }) => versionId === chosenId) ?? added.findLast(({ comparison }) => comparison !== null)
  const actions = {
    onCompare: compare,
    onActivate: (version: ModelVersion) => setAsking({ kind: 'activate', version }),
    onRollBack: () => setAsking({ kind: 'rollBack' }),
  }
  return (
    <>
      <LoopFigures loop={loop} />
      {error !== null && <ErrorNotice error={error} onClose={forget} />}
      <VersionTable loop={loop} comparing={comparing} chosenId={shown?.versionId ?? null} onChoose={choose} actions={mayManage ? actions : null} />
      {added.length === 0 && <EmptyState title={text.emptyTitle} hint={text.emptyHint} />}
      {shown !== undefined && shown.comparison !== null && <ComparisonView loop={loop} version={shown} comparison={shown.comparison} />}
      <ActivationHistory loop={loop} />
      <Question asking={asking} loop={loop} onDone={onChanged} onClose={() => setAsking(null)} />
    </>
  )
}

/** Starts comparisons; their progress is a job's, and only what keeps one from starting is told here. */
function useComparing(onStart: (version: ModelVersion) => void) {
  const client = useClient()
  const [error, setError] = useState<AppError | null>(null)
  const forget = (): void => setError(null)
  const compare = (version: ModelVersion): void => {
    if (version.versionId === null) return
    onStart(version)
    client.send('model.compare', { versionId: version.versionId }).then(forget, (failure: unknown) => setError(asAppError(failure)))
  }
  return { compare, error, forget }
}

function LoopFigures({ loop }: { readonly loop: LearningTask }) {
  const text = useText().versions
  const figures = [
    { name: text.signedCases, value: loop.signedCases },
    { name: text.heldBack, value: loop.heldBackCases },
    { name: text.bundles, value: loop.bundles.length },
  ]
  return <Figures figures={figures} />
}

interface QuestionProps {
  readonly asking: Asking
  readonly loop: LearningTask
  readonly onDone: () => void
  readonly onClose: () => void
}

function Question({ asking, loop, onDone, onClose }: QuestionProps) {
  if (asking === null) return null
  const done = (): void => {
    onClose()
    onDone()
  }
  if (asking.kind === 'rollBack') return <RollBackDialog loop={loop} onDone={done} onClose={onClose} />
  return <ActivateDialog loop={loop} version={asking.version} onDone={done} onClose={onClose} />
}
