import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { Agreement, LabelAgreement } from '../../../src-shared/contract/agreement.ts'
import type { Task } from '../../../src-shared/domain/case.ts'
import { useLabelSets } from '../../app/labelSets.tsx'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatScore } from '../../ui/format.ts'
import { labelName } from '../../ui/labelName.ts'

export function AgreementTable({ task, labels }: { readonly task: Task; readonly labels: readonly LabelAgreement[] }) {
  const text = useText().agreement
  const language = useLanguage()
  const sets = useLabelSets()(task)
  return (
    <Table aria-label={text.title} size="small">
      <TableHead>
        <TableRow>
          {[text.label, text.blind, text.signed, text.counts].map((title) => (
            <TableCell key={title}>{title}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {labels.map(({ labelSet, label, blind, signed }) => (
          <TableRow key={`${labelSet}/${label}`} data-label={label}>
            <TableCell>{labelName(label, sets, language)}</TableCell>
            <KappaCell agreement={blind} />
            <KappaCell agreement={signed} />
            <TableCell sx={{ fontVariantNumeric: 'tabular-nums' }}>
              {[blind.bothPresent, blind.firstOnly, blind.secondOnly, blind.bothAbsent].join(' / ')}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function KappaCell({ agreement: { kappa } }: { readonly agreement: Agreement }) {
  const text = useText().agreement
  if (kappa === null) {
    return (
      <TableCell title={text.undefinedHint} sx={{ color: 'text.secondary' }}>
        {text.undefined}
      </TableCell>
    )
  }
  return (
    <TableCell sx={{ fontVariantNumeric: 'tabular-nums' }}>
      {formatScore(kappa.value)} ({formatScore(kappa.low)} – {formatScore(kappa.high)})
    </TableCell>
  )
}
