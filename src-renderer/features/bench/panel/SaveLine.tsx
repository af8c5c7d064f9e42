import Typography from '@mui/material/Typography'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { formatTime } from '../../../ui/format.ts'
import type { SaveState } from '../record/saveQueue.ts'

/** What is true of the reader's edits right now. */
export function SaveLine({ save }: { readonly save: SaveState }) {
  const text = useText().bench.save
  const language = useLanguage()
  const trouble = save.kind === 'retrying' || save.kind === 'refused' || save.kind === 'signedOut'
  return (
    <Typography
      variant="caption"
      role="status"
      data-testid="save-state"
      data-save={save.kind}
      title={'code' in save ? errorSentence(save.code, {}, language) : undefined}
      sx={{ color: trouble ? 'error.main' : 'text.secondary' }}
    >
      {trouble && '▲ '}
      {wordsOf(save)}
    </Typography>
  )

  function wordsOf(state: SaveState): string {
    switch (state.kind) {
      case 'saved':
        return state.savedAt === null ? text.nothing : text.saved(formatTime(state.savedAt))
      case 'saving':
        return text.saving
      case 'retrying':
        return text.retrying(state.edits)
      case 'signedOut':
        return text.signedOut(state.edits)
      case 'refused':
        return `${text.refused(state.edits)} ${errorSentence(state.code, {}, language)}`
      default:
        return state satisfies never
    }
  }
}
