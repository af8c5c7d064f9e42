import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { Read } from '../../../../src-shared/contract/bench.ts'
import type { LabelRef, LabelSet } from '../../../../src-shared/domain/label.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { refsOf } from '../record/decide.ts'
import { stateOf } from '../record/draft.ts'
import { answerShapes } from './answerMarks.ts'
import { Section } from './Section.tsx'
import { SignatureLine } from './Signed.tsx'

interface VersionsProps {
  readonly current: Read
  readonly earlier: readonly Read[]
  readonly labelSets: readonly LabelSet[]
}

/** Signed versions before this one: who, when, why amended, and what was different then. */
export function Versions({ current, earlier, labelSets }: VersionsProps) {
  const text = useText().bench.versions
  const words = useText().bench.sign
  return (
    <Section title={text.title}>
      <Typography variant="body2">
        {text.version(current.version)} ({text.current})
        {current.amendmentReason === '' ? '' : ` · ${words.amending(current.amendmentReason)}`}
      </Typography>
      {earlier.length === 0 && (
        <Typography variant="caption" color="text.secondary">
          {text.none}
        </Typography>
      )}
      {earlier.map((read) => (
        <Version key={read.readId} read={read} current={current} labelSets={labelSets} />
      ))}
    </Section>
  )
}

function Version({ read, current, labelSets }: { readonly read: Read; readonly current: Read; readonly labelSets: readonly LabelSet[] }) {
  const text = useText().bench.versions
  const language = useLanguage()
  const different = refsOf(labelSets).filter((ref) => stateOf(read, ref) !== stateOf(current, ref))
  const nameOf = (ref: LabelRef): string =>
    labelSets.find(({ id }) => id === ref.labelSet)?.labels.find(({ key }) => key === ref.label)?.name[language] ?? ref.label
  const shape = (of: Read, ref: LabelRef): string => answerShapes[stateOf(of, ref) ?? 'unanswered']
  return (
    <Box component="details" data-testid="earlier-version">
      <Box component="summary" sx={{ cursor: 'pointer', fontSize: 13 }}>
        {text.version(read.version)} · {text.answers(read.answers.length)} · {text.changed(different.length)}
      </Box>
      <Box sx={{ pl: 2 }}>
        {read.signature !== null && <SignatureLine signature={read.signature} />}
        {read.amendmentReason !== '' && <Typography variant="caption">{text.reason(read.amendmentReason)}</Typography>}
        {different.map((ref) => (
          <Typography key={`${ref.labelSet}/${ref.label}`} variant="caption" sx={{ display: 'block' }}>
            {nameOf(ref)}: {shape(read, ref)} → {shape(current, ref)}
          </Typography>
        ))}
        {read.impression !== '' && <Typography variant="caption">{read.impression}</Typography>}
      </Box>
    </Box>
  )
}
