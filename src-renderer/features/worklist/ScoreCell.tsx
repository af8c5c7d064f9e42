import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { CaseRow } from '../../../src-shared/domain/case.ts'
import { useLabelSets } from '../../app/labelSets.tsx'
import { useLanguage, useText } from '../../text/useText.tsx'
import { DemonstrationTag } from '../../ui/DemonstrationTag.tsx'
import { formatScore } from '../../ui/format.ts'
import { labelName } from '../../ui/labelName.ts'
import { ScoreBar } from '../../ui/ScoreBar.tsx'

/** The highest scores against their operating points; in words why there are none. */
export function ScoreCell({ row }: { readonly row: CaseRow }) {
  const language = useLanguage()
  const sets = useLabelSets()(row.task)
  const why = useReason(row)
  if (row.topScores.length === 0) {
    return (
      <Typography variant="caption" color="textSecondary" noWrap>
        {why}
      </Typography>
    )
  }
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        columnGap: 1.5,
        maxHeight: 40,
        overflow: 'hidden',
        alignItems: 'center',
      }}
    >
      {/* First, so that a narrow column drops the last score and never the tag. */}
      {row.demonstration && <DemonstrationTag />}
      {row.topScores.map(({ label, score, threshold }) => (
        <Box key={label} sx={{ display: 'flex', alignItems: 'center', gap: 0.75, height: 20 }}>
          <Typography variant="caption" noWrap title={labelName(label, sets, language)} sx={{ width: 76 }}>
            {labelName(label, sets, language)}
          </Typography>
          <ScoreBar score={score} threshold={threshold} widthPx={44} />
          <Typography variant="caption">{formatScore(score)}</Typography>
        </Box>
      ))}
    </Box>
  )
}

function useReason(row: CaseRow): string {
  const text = useText().worklist
  // A missing model or a stopped engine says nothing of the picture.
  if (row.analysis === 'refused') return /^(?:quality|image|dicom)\./u.test(row.refusedBecause ?? 'quality.') ? text.refused : text.failed
  if (row.analysis === 'queued') return text.waiting
  return row.analysis === 'none' ? text.notAnalysed : text.shownAfterRead
}
