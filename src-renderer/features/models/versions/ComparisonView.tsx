import Paper from '@mui/material/Paper'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { Comparison, LabelComparison, LearningTask, ModelVersion } from '../../../../src-shared/contract/learning.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import { useLabelSets } from '../../../app/labelSets.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { formatCount, formatDateTime } from '../../../ui/format.ts'
import { labelName } from '../../../ui/labelName.ts'
import { formatDifference, formatFigure, formatInterval } from '../figures.ts'
import { activeOf, nameOf } from './standing.ts'

interface ComparisonViewProps {
  readonly loop: LearningTask
  readonly version: ModelVersion
  readonly comparison: Comparison
}

/** Two versions beside each other on the same held-back cases, as the service found it. */
export function ComparisonView({ loop, version, comparison }: ComparisonViewProps) {
  const text = useText().versions
  const language = useLanguage()
  const { cases, patients, refused, calibration } = comparison
  const title = text.comparisonTitle(nameOf(version), comparison.activeName)
  const drawn = { active: activeOf(loop)?.demonstration ?? false, challenger: version.demonstration }
  return (
    <Paper variant="outlined" data-testid="comparison" sx={{ p: 2, display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Typography variant="h3">{title}</Typography>
      <Typography>
        <strong>{text.verdicts[comparison.verdict]}</strong> · {formatDateTime(comparison.createdAt)} ·{' '}
        {text.comparisonCases(formatCount(cases, language), formatCount(patients, language), formatCount(refused, language))}
      </Typography>
      <Typography color="textSecondary">{text.smallNumbers}</Typography>
      <TableContainer tabIndex={0} role="region" aria-label={title}>
        <ComparisonTable task={loop.task} labels={comparison.labels} drawn={drawn} />
      </TableContainer>
      {calibration !== null && (
        <Typography color="textSecondary">
          {text.calibration(formatFigure(calibration.active.brier), formatFigure(calibration.challenger.brier))}{' '}
          {text.calibrationError(formatFigure(calibration.active.error), formatFigure(calibration.challenger.error))}
        </Typography>
      )}
    </Paper>
  )
}

const columns = ['label', 'counts', 'active', 'challenger', 'difference', 'calls', 'verdict'] as const

interface ComparisonTableProps {
  readonly task: Task
  readonly labels: readonly LabelComparison[]
  /** Which of the two were trained on drawn pictures. */
  readonly drawn: { readonly active: boolean; readonly challenger: boolean }
}

function ComparisonTable({ task, labels, drawn }: ComparisonTableProps) {
  const text = useText().versions
  return (
    <Table>
      <TableHead>
        <TableRow>
          {columns.map((column) => (
            <TableCell key={column}>
              {text.comparisonColumns[column]} {(column === 'active' || column === 'challenger') && drawn[column] && <DemonstrationTag />}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody sx={{ '& td': { whiteSpace: 'nowrap' } }}>
        {labels.map((label) => (
          <LabelRow key={label.label} task={task} label={label} />
        ))}
      </TableBody>
    </Table>
  )
}

function LabelRow({ task, label }: { readonly task: Task; readonly label: LabelComparison }) {
  const text = useText().versions
  const sets = useLabelSets()(task)
  const language = useLanguage()
  const { active, challenger, difference } = label
  return (
    <TableRow data-label={label.label}>
      <TableCell>{labelName(label.label, sets, language)}</TableCell>
      <TableCell>
        {formatCount(label.positives, language)} / {formatCount(label.negatives, language)}
      </TableCell>
      <TableCell>{active === null ? text.noInterval : formatInterval(active)}</TableCell>
      <TableCell>{challenger === null ? text.noInterval : formatInterval(challenger)}</TableCell>
      <TableCell>{difference === null ? text.noInterval : formatDifference(difference)}</TableCell>
      <TableCell>
        {formatCount(label.differing, language)}: {formatCount(label.challengerRight, language)} / {formatCount(label.activeRight, language)}
      </TableCell>
      <TableCell sx={{ color: label.verdict === 'worse' ? 'error.main' : undefined }}>{text.labelVerdicts[label.verdict]}</TableCell>
    </TableRow>
  )
}
