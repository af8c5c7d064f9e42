import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'
import { useSettingText } from './settingText.ts'
import type { CaseChanges } from './useCaseChanges.ts'

/** Asks before a change of many cases, with their number. */
export function ConfirmChange({ changes: { pending, confirm, cancel } }: { readonly changes: CaseChanges }) {
  const text = useText()
  const language = useLanguage()
  const said = useSettingText()
  if (pending === null) return null
  const { choice } = text.worklist
  return (
    <Dialog open onClose={cancel} aria-labelledby="confirm-change">
      <DialogTitle id="confirm-change">{choice.confirm(formatCount(pending.target.count, language))}</DialogTitle>
      <DialogContent>{choice.confirmHint(said(pending.setting))}</DialogContent>
      <DialogActions>
        <Button onClick={cancel}>{text.common.cancel}</Button>
        <Button variant="contained" autoFocus onClick={confirm}>
          {choice.confirmAction(formatCount(pending.target.count, language))}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
