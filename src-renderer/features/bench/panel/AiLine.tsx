import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import type { LabelScore } from '../../../../src-shared/domain/analysis.ts'
import type { Answer } from '../../../../src-shared/domain/label.ts'
import { useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { formatScore } from '../../../ui/format.ts'
import { ScoreBar } from '../../../ui/ScoreBar.tsx'
import { agreement } from '../record/decide.ts'
import { answerShapes } from './answerMarks.ts'
import { focusLabels } from './focusLabels.ts'

/** What the model says of one label, and what can be done about it. */
export interface AiFacts {
  readonly score: LabelScore | null
  /** false: no model scores this label at all. */
  readonly assessed: boolean
  readonly demonstration: boolean
  readonly reasonOpen: boolean
  readonly onAccept: () => void
  readonly onOverrule: () => void
  readonly onReason: (reason: string) => void
  readonly onReasonDone: () => void
}

interface AiLineProps {
  readonly ai: AiFacts
  readonly answer: Answer | null
  readonly focused: boolean
  readonly readOnly: boolean
}

/** The score against its operating point, the call in words, and whether the reader agrees. */
export function AiLine({ ai, answer, focused, readOnly }: AiLineProps) {
  const { bench: text, common: words } = useText()
  const { score } = ai
  if (score === null) {
    return (
      <Typography variant="caption" color="text.secondary" sx={{ display: 'block' }}>
        {ai.assessed ? text.ai.noScore : text.ai.notAssessed}
      </Typography>
    )
  }
  return (
    <Box data-testid="ai-line">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1, minHeight: 22 }}>
        <ScoreBar score={score.score} threshold={score.threshold} widthPx={56} />
        <Typography variant="caption" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {formatScore(score.score)}
        </Typography>
        <Typography variant="caption" noWrap title={text.ai.call[score.call]} sx={{ fontWeight: score.call === 'present' ? 600 : 400 }}>
          {words.answer[score.call]}
        </Typography>
        {ai.demonstration && <DemonstrationTag />}
        <Standing answer={answer} score={score} />
      </Box>
      {focused && !readOnly && <Decide ai={ai} answer={answer} />}
    </Box>
  )
}

/** Agreement by shape and word; a decision replaces it. */
function Standing({ answer, score }: { readonly answer: Answer | null; readonly score: LabelScore }) {
  const text = useText()
  const words = text.bench.ai
  const standing = agreement(answer, score.call)
  const decision = answer?.decision ?? null
  const blind = answer?.blindState ?? null
  const changed = answer !== null && answer.blindState !== null && answer.blindState !== answer.state
  return (
    <Typography variant="caption" noWrap data-standing={decision ?? standing} sx={{ ml: 'auto', color: standing === 'differs' ? 'warning.main' : 'text.secondary' }}>
      {decision === 'accepted' && `✔ ${words.accepted}`}
      {decision === 'overruled' && `◆ ${words.overruled}`}
      {decision === null && standing === 'differs' && `◆ ${words.differs}`}
      {decision === null && standing === 'agrees' && `= ${words.agrees}`}
      {changed && blind !== null && ` · ${text.bench.label.blindState(answerShapes[blind])}`}
    </Typography>
  )
}

function Decide({ ai, answer }: { readonly ai: AiFacts; readonly answer: Answer | null }) {
  const text = useText().bench.ai
  const keepFocus = { onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault() }
  return (
    <Box sx={{ pb: 0.5 }}>
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button {...keepFocus} size="small" variant={answer?.decision === 'accepted' ? 'contained' : 'outlined'} onClick={ai.onAccept} sx={{ py: 0, minHeight: 24 }}>
          {text.accept} ⏎
        </Button>
        <Button {...keepFocus} size="small" variant={answer?.decision === 'overruled' ? 'contained' : 'outlined'} onClick={ai.onOverrule} sx={{ py: 0, minHeight: 24 }}>
          {text.overrule} ⇧⏎
        </Button>
      </Box>
      {ai.reasonOpen && answer?.decision === 'overruled' && (
        <TextField
          autoFocus
          fullWidth
          margin="dense"
          label={text.reason}
          value={answer.reason}
          onChange={(event) => ai.onReason(event.target.value)}
          onBlur={ai.onReasonDone}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' && event.key !== 'Escape') return
            event.stopPropagation()
            focusLabels(event.currentTarget)
          }}
          slotProps={{ htmlInput: { maxLength: 200 } }}
        />
      )}
      {!ai.reasonOpen && answer?.decision === 'overruled' && answer.reason !== '' && (
        <Typography variant="caption" color="text.secondary">
          {answer.reason}
        </Typography>
      )}
    </Box>
  )
}
