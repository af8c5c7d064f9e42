import Box from '@mui/material/Box'
import type { LearningTask } from '../../../../src-shared/contract/learning.ts'
import { useText } from '../../../text/useText.tsx'
import { formatDateTime } from '../../../ui/format.ts'
import { nameById } from './standing.ts'

/** Who put which version into use, when and why; nothing before the first. */
export function ActivationHistory({ loop }: { readonly loop: LearningTask }) {
  const text = useText().versions
  if (loop.activations.length === 0) return null
  return (
    <details>
      <summary>{text.historyTitle}</summary>
      <Box component="ul" data-testid="activations" sx={{ pl: 2.5, my: 1, overflowWrap: 'anywhere' }}>
        {loop.activations.map(({ kind, versionId, reason, user, at }) => {
          const name = nameById(loop, versionId)
          const what = kind === 'activate' ? text.historyActivated(name) : text.historyRolledBack(name)
          return (
            <li key={`${at} ${kind}`}>
              {text.historyLine(formatDateTime(at), user, what)} · {reason}
            </li>
          )
        })}
      </Box>
    </details>
  )
}
