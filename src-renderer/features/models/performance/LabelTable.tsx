import ButtonBase from '@mui/material/ButtonBase'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { LabelPerformance, ModelPerformance, Proportion } from '../../../../src-shared/contract/performance.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { formatCount } from '../../../ui/format.ts'
import type { AucRow } from '../charts/AucChart.tsx'
import { formatInterval } from '../figures.ts'

interface LabelTableProps {
  readonly performance: ModelPerformance
  /** One for each label, in the same order. */
  readonly rows: readonly AucRow[]
  readonly chosenLabel: string | null
  readonly onChoose: (label: string) => void
}

const columns = ['label', 'counts', 'reported', 'auc', 'sensitivity', 'specificity'] as const

/** Every label in figures; the chosen one is drawn below. */
export function LabelTable({ performance, rows, chosenLabel, onChoose }: LabelTableProps) {
  const text = useText().performance
  return (
    <TableContainer tabIndex={0} role="region" aria-label={text.chooseLabel}>
      <Table sx={{ '& td': { whiteSpace: 'nowrap' } }}>
        <TableHead>
          <TableRow>
            {columns.map((column) => (
              <TableCell key={column}>
                {text.columns[column]} {performance.demonstration && column !== 'label' && column !== 'counts' && <DemonstrationTag />}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {performance.labels.map((label, index) => (
            <LabelRow key={label.label} label={label} row={rows[index]} chosen={label.label === chosenLabel} onChoose={() => onChoose(label.label)} />
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}

interface LabelRowProps {
  readonly label: LabelPerformance
  readonly row: AucRow | undefined
  readonly chosen: boolean
  readonly onChoose: () => void
}

function LabelRow({ label, row, chosen, onChoose }: LabelRowProps) {
  const text = useText().performance
  const language = useLanguage()
  const { positives, negatives, auc, sensitivity, specificity } = label
  const reported = row?.reported ?? null
  const note = row?.note ?? null
  return (
    <TableRow hover selected={chosen} data-label={label.label} onClick={onChoose}>
      <TableCell>
        <ButtonBase aria-pressed={chosen} sx={{ fontSize: 13, fontWeight: 600 }} onClick={onChoose}>
          {row?.name ?? label.label}
        </ButtonBase>
      </TableCell>
      <TableCell>
        {formatCount(positives, language)} / {formatCount(negatives, language)}
      </TableCell>
      <TableCell>
        {reported === null ? text.missing : formatInterval({ value: reported.value, low: reported.low ?? undefined, high: reported.high ?? undefined })}
        {note !== null && (
          <Typography variant="caption" color="textSecondary" component="div">
            {note}
          </Typography>
        )}
      </TableCell>
      <TableCell>{auc === null ? (row?.missing ?? text.missing) : formatInterval(auc)}</TableCell>
      <ShareCell share={sensitivity} />
      <ShareCell share={specificity} />
    </TableRow>
  )
}

function ShareCell({ share }: { readonly share: Proportion | null }) {
  const text = useText().performance
  const language = useLanguage()
  if (share === null) return <TableCell>{text.missing}</TableCell>
  return (
    <TableCell title={text.ofCases(formatCount(share.count, language), formatCount(share.of, language))}>{formatInterval(share)}</TableCell>
  )
}
