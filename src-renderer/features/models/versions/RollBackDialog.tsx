import type { LearningTask } from '../../../../src-shared/contract/learning.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useText } from '../../../text/useText.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { activeOf, nameOf, versionBefore } from './standing.ts'

interface RollBackDialogProps {
  readonly loop: LearningTask
  readonly onDone: () => void
  readonly onClose: () => void
}

export function RollBackDialog({ loop, onDone, onClose }: RollBackDialogProps) {
  const text = useText()
  const client = useClient()
  const [active, before] = [activeOf(loop), versionBefore(loop)]
  if (active === undefined || before === null) return null
  const change = text.versions.activateChange(text.common.task[loop.task], nameOf(before), nameOf(active))
  return (
    <ReasonDialog
      title={text.versions.rollBackTitle}
      lines={[change, text.versions.rollBackKept]}
      confirm={text.versions.rollBack}
      despite={null}
      onConfirm={(reason) => client.send('model.rollback', { task: loop.task, reason })}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
