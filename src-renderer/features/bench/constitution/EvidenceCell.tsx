import TableCell from '@mui/material/TableCell'
import Typography from '@mui/material/Typography'
import { evidenceFor } from '../../../../src-shared/domain/constitutionEvidence.ts'
import { labelSet } from '../../../../src-shared/labels.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'

interface EvidenceCellProps {
  readonly type: string
  /** What the measured signs say to the labels of `tongue-signs`. */
  readonly calls: ReadonlyMap<string, boolean>
}

/** The signs that are there and speak for a type (+) or against it (−), by name: they are not added up. */
export function EvidenceCell({ type, calls }: EvidenceCellProps) {
  const words = useText().constitution
  const language = useLanguage()
  const evidence = evidenceFor(type, calls)
  const names = (labels: readonly string[]): string => labels.map((label) => labelSet('tongue-signs')?.labels.find(({ key }) => key === label)?.name[language] ?? label).join(words.separator)
  if (evidence === null) return <TableCell>{words.noTypicalTongue}</TableCell>
  const { speaksFor, speaksAgainst } = evidence
  return (
    <TableCell data-testid="evidence">
      {speaksFor.length > 0 && <Typography component="div" variant="caption" sx={{ lineHeight: 1.3 }}>+ {names(speaksFor)}</Typography>}
      {speaksAgainst.length > 0 && <Typography component="div" variant="caption" color="text.secondary" sx={{ lineHeight: 1.3 }}>− {names(speaksAgainst)}</Typography>}
      {speaksFor.length + speaksAgainst.length === 0 && '–'}
    </TableCell>
  )
}
