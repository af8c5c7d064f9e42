import type { LearningTask, ModelVersion } from '../../../../src-shared/contract/learning.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useText } from '../../../text/useText.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { activeOf, nameOf } from './standing.ts'

interface ActivateDialogProps {
  readonly loop: LearningTask
  readonly version: ModelVersion
  readonly onDone: () => void
  readonly onClose: () => void
}

export function ActivateDialog({ loop, version, onDone, onClose }: ActivateDialogProps) {
  const text = useText()
  const client = useClient()
  const active = activeOf(loop)
  const verdict = version.comparison?.verdict
  const despite = verdict === 'open' ? text.versions.despiteOpen : verdict === 'tooFew' ? text.versions.despiteTooFew : null
  const { versionId } = version
  if (versionId === null) return null
  const change = text.versions.activateChange(text.common.task[loop.task], nameOf(version), active === undefined ? '?' : nameOf(active))
  return (
    <ReasonDialog
      title={text.versions.activateTitle(nameOf(version))}
      lines={[change, text.versions.activateKept]}
      confirm={text.versions.activate}
      despite={despite}
      onConfirm={(reason) => client.send('model.activate', { versionId, reason, despite: despite !== null })}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
