import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { CaseView, Read } from '../../../../src-shared/contract/bench.ts'
import { useText } from '../../../text/useText.tsx'
import { stateOf, type LabelRef } from '../record/draft.ts'
import { answerShapes } from './answerMarks.ts'
import { Section } from './Section.tsx'

interface TwoReadingsProps {
  readonly view: CaseView
  readonly read: Read
  readonly nameOf: (ref: LabelRef) => string
  readonly busy: boolean
  readonly onSettle: () => void
  readonly onFocus: (ref: LabelRef) => void
}

/** Two readers' signed answers beside each other, the differences first; a third person decides them one by one. */
export function TwoReadings({ view, read, nameOf, busy, onSettle, onFocus }: TwoReadingsProps) {
  const text = useText().bench.second
  const { otherRead, differences, settling } = view
  if (otherRead === null) return null
  const own = settling ? (view.earlierReads[0] ?? read) : read
  const readers = view.seat === 'first' ? [own, otherRead] : [otherRead, own]
  return (
    <Section title={differences.length === 0 ? `✔ ${text.agree}` : `▲ ${text.differ(differences.length)}`}>
      <div data-testid="two-readings" data-differences={differences.length}>
        {differences.length === 0 ? (
          <Typography variant="body2">{text.by(readers.map(({ reader }) => reader).join(' · '))}</Typography>
        ) : (
          <Differences readers={readers} differences={differences} nameOf={nameOf} onFocus={onFocus} />
        )}
        {settling && <Typography variant="caption">{text.settleHint}</Typography>}
        {!settling && differences.length > 0 && (
          <Button variant="outlined" disabled={busy} onClick={onSettle} sx={{ mt: 0.5 }}>
            {text.settle}
          </Button>
        )}
      </div>
    </Section>
  )
}

interface DifferencesProps extends Pick<TwoReadingsProps, 'nameOf' | 'onFocus'> {
  readonly readers: readonly Read[]
  readonly differences: readonly LabelRef[]
}

function Differences({ readers, differences, nameOf, onFocus }: DifferencesProps) {
  const text = useText()
  const words = text.common.answer
  const answer = (read: Read, ref: LabelRef): string => {
    const state = stateOf(read, ref)
    return state === null ? answerShapes.unanswered : `${answerShapes[state]} ${words[state]}`
  }
  return (
    <Table size="small" aria-label={text.bench.second.differ(differences.length)}>
      <TableHead>
        <TableRow>
          <TableCell>{text.bench.second.label}</TableCell>
          {readers.map(({ readId, reader }) => (
            <TableCell key={readId}>{reader}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {differences.map((ref) => (
          <TableRow key={`${ref.labelSet}/${ref.label}`}>
            <TableCell>
              <Button size="small" onClick={() => onFocus(ref)} sx={{ p: 0, minWidth: 0, textAlign: 'left' }}>
                {nameOf(ref)}
              </Button>
            </TableCell>
            {readers.map((read) => (
              <TableCell key={read.readId}>{answer(read, ref)}</TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
