import Button from '@mui/material/Button'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { LabelRef } from '../../../../src-shared/domain/label.ts'
import type { CaseView, Read } from '../../../../src-shared/contract/bench.ts'
import type { Texts } from '../../../text/text.ts'
import { useText } from '../../../text/useText.tsx'
import { stateOf } from '../record/draft.ts'
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
  const { otherRead, differences, settlement } = view
  if (otherRead === null) return null
  const settling = settlement === 'settling'
  const own = settling ? (view.earlierReads[0] ?? read) : read
  const readers = view.seat === 'first' ? [own, otherRead] : [otherRead, own]
  return (
    <div data-testid="two-readings" data-differences={differences.length}>
      <Section title={titleOf(view, text)}>
        {differences.length === 0 ? (
          settlement === null && <Typography variant="body2">{text.by(readers.map(({ reader }) => reader).join(' · '))}</Typography>
        ) : (
          <Differences readers={readers} differences={differences} nameOf={nameOf} onFocus={onFocus} />
        )}
        {settling && <Typography variant="caption">{text.settleHint}</Typography>}
        {!settling && differences.length > 0 && (
          <Button variant="outlined" disabled={busy} onClick={onSettle} sx={{ mt: 0.5 }}>
            {text.settle}
          </Button>
        )}
      </Section>
    </div>
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

/** What was decided is not called agreement. */
function titleOf({ differences, settlement }: CaseView, text: Texts['bench']['second']): string {
  if (differences.length > 0) return `▲ ${text.differ(differences.length)}`
  return `✔ ${settlement === 'settled' ? text.settled : text.agree}`
}
