import Typography from '@mui/material/Typography'
import type { GivenAnswer } from '../../../../src-shared/domain/given.ts'
import type { Answer, Decision } from '../../../../src-shared/domain/label.ts'
import { useText } from '../../../text/useText.tsx'
import { answerShapes } from './answerMarks.ts'

interface GivenLineProps {
  readonly item: GivenAnswer
  readonly answer: Answer | null
  readonly decision: Decision | null
}

/** What a source said of one label, and how it stands to the reader's answer: in words and by shape. */
export function GivenLine({ item, answer, decision }: GivenLineProps) {
  const text = useText()
  const words = text.bench.ai
  const differs = answer !== null && answer.state !== item.state
  return (
    <Typography variant="caption" component="div" data-testid="given-line" data-decision={decision ?? 'open'} sx={{ display: 'flex', gap: 1 }}>
      <span>
        {text.bench.given.by(item.source)}: {answerShapes[item.state]} {text.common.answer[item.state]}
      </span>
      <Typography variant="caption" component="span" sx={{ ml: 'auto', color: differs && decision === null ? 'warning.main' : 'text.secondary' }}>
        {decision === 'accepted' && `✔ ${words.accepted}`}
        {decision === 'overruled' && `◆ ${words.overruled}`}
        {decision === null && differs && `◆ ${words.differs}`}
        {decision === null && answer !== null && !differs && `= ${words.agrees}`}
      </Typography>
    </Typography>
  )
}
