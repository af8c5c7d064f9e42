import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import type { CaseView } from '../../../../src-shared/contract/bench.ts'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'

interface RevealBoxProps {
  readonly view: CaseView
  readonly busy: boolean
  readonly onReveal: () => void
}

/** Ends the blind phase. Says nothing of what the model found: it is not in this window yet. */
export function RevealBox({ view, busy, onReveal }: RevealBoxProps) {
  const text = useText().bench.ai
  const { analysis } = view.row
  const ready = analysis === 'done' || analysis === 'refused'
  return (
    <Box sx={{ px: 1.5, py: 1, borderTop: 1, borderColor: 'divider' }} data-testid="reveal">
      <Button variant="contained" fullWidth disabled={!ready || busy} onClick={onReveal}>
        {analysis === 'refused' ? text.lockRefused : text.lock} ⏎
      </Button>
      <Typography variant="caption" color="text.secondary" role="status">
        {hint()}
      </Typography>
    </Box>
  )

  function hint(): string {
    if (analysis === 'none') return text.notAnalysed
    return analysis === 'queued' ? text.waiting : text.lockHint
  }
}

interface RefusalProps {
  readonly view: CaseView
  /** null once the blind read is locked: what is read without the AI stays so. */
  readonly onAnalyze: (() => void) | null
}

/** A picture that was not analysed: why, with the facts it was judged by, and that the read goes on. */
export function Refusal({ view, onAnalyze }: RefusalProps) {
  const text = useText().bench
  const language = useLanguage()
  const { refusal } = view
  // While the analysis is queued again the old reason says nothing of what will come.
  if (refusal === null || view.row.analysis !== 'refused') return null
  return (
    <Box role="note" data-testid="refusal" data-code={refusal.code} sx={{ mx: 1.5, my: 1, p: 1, border: 1, borderColor: 'warning.main', borderRadius: 1 }}>
      <Typography variant="body2">
        <strong>▲ {text.refusal.title}. </strong>
        {errorSentence(refusal.code, refusal.detail, language)}
      </Typography>
      <Typography variant="caption" color="text.secondary">
        {text.refusal.goOn}
      </Typography>
      {onAnalyze !== null && (
        <Button size="small" onClick={onAnalyze}>
          {text.refusal.again}
        </Button>
      )}
    </Box>
  )
}
