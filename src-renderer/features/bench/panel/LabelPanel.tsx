import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { Fragment, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { LabelRef, LabelSet } from '../../../../src-shared/domain/label.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { KeyCap } from '../../../ui/KeyCap.tsx'
import { answerOf } from '../record/draft.ts'
import type { Given } from '../useGiven.ts'
import type { Reading } from '../useReading.ts'
import { LabelRow } from './LabelRow.tsx'
import { labelSheet } from './labelSheet.ts'

interface LabelPanelProps {
  readonly reading: Reading
  readonly given: Given
  readonly labelSets: readonly LabelSet[]
  /** What the picture measures say; stands under the set that the model scores, above the signs. */
  readonly children: ReactNode
}

/** All labels of the case by set. Tab leads to the next unanswered one while the panel has the focus. */
export function LabelPanel({ reading, given, labelSets, children }: LabelPanelProps) {
  const text = useText().bench.label
  const region = useRef<HTMLDivElement>(null)
  // The keys of the labels work at once: the button that was pressed to get here may be gone.
  useEffect(() => region.current?.focus({ preventScroll: true }), [])
  const tab = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' || event.shiftKey || event.target instanceof HTMLInputElement) return
    if (reading.goToUnanswered()) event.preventDefault()
  }
  return (
    <Box tabIndex={0} role="region" aria-label={text.title} onKeyDown={tab} data-testid="labels" ref={region} sx={labelSheet}>
      {labelSets.map((set, index) => (
        <Fragment key={set.id}>
          <LabelGroup reading={reading} given={given} set={set} />
          {index === 0 && children}
        </Fragment>
      ))}
    </Box>
  )
}

function LabelGroup({ reading, given, set }: Pick<LabelPanelProps, 'reading' | 'given'> & { readonly set: LabelSet }) {
  const { label: text, ai: words } = useText().bench
  const language = useLanguage()
  const { read, prediction, focus, readOnly } = reading
  const refs = set.labels.map((definition): LabelRef => ({ labelSet: set.id, label: definition.key }))
  const answered = refs.filter((ref) => answerOf(read, ref) !== null).length
  const assessed = set.labels.some((definition) => reading.isAssessed(set.id, definition))
  return (
    <Box role="group" aria-label={set.name[language]} sx={{ pb: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, px: 1.5, py: 0.5, position: 'sticky', top: 0, zIndex: 1, bgcolor: 'background.paper' }}>
        <Typography variant="caption" component="h2" color="text.secondary" sx={{ fontWeight: 600, flex: 1 }}>
          {set.name[language]}
        </Typography>
        {prediction !== null && !assessed && (
          <Typography variant="caption" color="text.secondary">
            {words.notAssessed}
          </Typography>
        )}
        {prediction?.model.demonstration === true && assessed && <DemonstrationTag />}
        <Typography variant="caption" color="text.secondary">
          {text.progress(answered, refs.length)}
        </Typography>
      </Box>
      {assessed && prediction !== null && reading.agreed > 0 && <AcceptAgreed reading={reading} />}
      {set.labels.map((definition) => {
        const ref: LabelRef = { labelSet: set.id, label: definition.key }
        return (
          <LabelRow
            key={definition.key}
            definition={definition}
            answer={answerOf(read, ref)}
            focused={focus?.labelSet === ref.labelSet && focus.label === ref.label}
            readOnly={readOnly}
            ai={assessed ? reading.aiOf(ref, definition) : null}
            given={given.of(ref).flatMap((item) => (item.kind === 'answer' ? [{ item, decision: given.standing(item) }] : []))}
            onFocus={() => reading.setFocus(ref)}
            onChoose={(state) => reading.choose(ref, state)}
          />
        )
      })}
    </Box>
  )
}

/** All that the reader and the model agree on, at once; what differs is decided one by one. */
function AcceptAgreed({ reading }: Pick<LabelPanelProps, 'reading'>) {
  const text = useText().bench.ai
  return (
    <Button size="small" onMouseDown={(event) => event.preventDefault()} onClick={reading.acceptAgreed} title={text.acceptAgreedHint} sx={{ mx: 1, py: 0 }}>
      {text.acceptAgreed} ({reading.agreed})&nbsp;
      <KeyCap chord="Shift+A" />
    </Button>
  )
}
