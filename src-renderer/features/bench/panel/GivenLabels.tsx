import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ButtonBase from '@mui/material/ButtonBase'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { GivenItem } from '../../../../src-shared/domain/given.ts'
import type { LabelRef } from '../../../../src-shared/domain/label.ts'
import { useText } from '../../../text/useText.tsx'
import type { Given } from '../useGiven.ts'
import { answerShapes } from './answerMarks.ts'
import { Section } from './Section.tsx'

interface GivenLabelsProps {
  readonly given: Given
  readonly readOnly: boolean
  readonly nameOf: (label: GivenItem['label']) => string
  readonly onFocus: (ref: LabelRef) => void
  readonly onShowImage: (item: GivenItem) => void
}

/** More rows would slow every answer down; the two buttons above them speak of all. */
const mostRows = 100

/** What was given elsewhere, source by source; nothing of it counts until it is taken over and signed. */
export function GivenLabels(props: GivenLabelsProps) {
  const sources = [...new Set(props.given.items.map(({ source }) => source))]
  return sources.map((source) => <GivenBySource key={source} {...props} source={source} />)
}

function GivenBySource({ source, ...props }: GivenLabelsProps & { readonly source: string }) {
  const { given, readOnly } = props
  const text = useText().bench.given
  const [absentShown, setAbsentShown] = useState(false)
  const items = given.items.filter((item) => item.source === source)
  const isPlain = (item: GivenItem): boolean => item.kind === 'answer' && item.state === 'absent' && given.standing(item) === null
  const absent = items.filter(isPlain)
  const shown = [...items.filter((item) => !isPlain(item)), ...(absentShown ? absent : [])]
  const [acceptable, overrulable] = [given.acceptable(source), given.overrulable(source)]
  return (
    <div data-testid="given-labels" data-source={source}>
      <Section title={text.by(source)}>
        <Typography variant="caption" color="text.secondary" component="p">
          {text.hint}
        </Typography>
        {!readOnly && (
          <Box sx={{ display: 'flex', gap: 1, my: 0.5 }}>
            <Button size="small" variant="outlined" disabled={acceptable.length === 0} onClick={() => given.accept(acceptable)} title={text.acceptAllHint}>
              {text.acceptAll(acceptable.length)}
            </Button>
            <Button size="small" variant="outlined" disabled={overrulable.length === 0} onClick={() => given.overrule(overrulable)} title={text.overruleAllHint}>
              {text.overruleAll(overrulable.length)}
            </Button>
          </Box>
        )}
        {shown.slice(0, mostRows).map((item) => (
          <GivenRow key={item.givenId} {...props} item={item} />
        ))}
        {shown.length > mostRows && <Typography variant="caption">{text.more(shown.length - mostRows)}</Typography>}
        {absent.length > 0 && (
          <Button size="small" aria-expanded={absentShown} onClick={() => setAbsentShown(!absentShown)} sx={{ px: 0 }}>
            {absentShown ? text.hideAbsent : text.showAbsent(absent.length)}
          </Button>
        )}
      </Section>
    </div>
  )
}

function GivenRow({ given, item, readOnly, nameOf, onFocus, onShowImage }: GivenLabelsProps & { readonly item: GivenItem }) {
  const text = useText()
  const decision = given.standing(item)
  const { label } = item
  const go = (): void => {
    if (label !== null) onFocus(label)
    onShowImage(item)
  }
  const name = label === null ? item.foreignName : nameOf(label)
  const what = item.kind === 'shape' ? text.bench.shapes.kind[item.shape] : `${answerShapes[item.state]} ${text.common.answer[item.state]}`
  const decidable = item.kind === 'shape' || label !== null
  return (
    <Box data-testid="given-row" data-name={item.foreignName} data-kind={item.kind} data-decision={decision ?? 'open'} sx={{ display: 'flex', alignItems: 'center', gap: 0.5, minHeight: 26 }}>
      <ButtonBase onClick={go} sx={{ flex: 1, minWidth: 0, justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
        <Typography variant="body2" noWrap title={label === null ? text.bench.given.noLabel(item.foreignName) : `${name} (${item.foreignName})`} sx={{ fontStyle: label === null ? 'italic' : 'normal' }}>
          {name}
        </Typography>
        <Typography variant="caption" noWrap color="text.secondary">
          {what}
        </Typography>
      </ButtonBase>
      {!decidable && <Typography variant="caption">{text.bench.given.notInSet}</Typography>}
      {decision !== null && <Typography variant="caption">{decision === 'accepted' ? `✔ ${text.bench.ai.accepted}` : `◆ ${text.bench.ai.overruled}`}</Typography>}
      {decidable && !readOnly && (
        <>
          <Button {...small} disabled={decision === 'accepted'} aria-label={`${text.bench.ai.accept}: ${name}`} onClick={() => given.accept([item])}>
            {text.bench.ai.accept}
          </Button>
          <Button {...small} disabled={decision === 'overruled'} aria-label={`${text.bench.ai.overrule}: ${name}`} onClick={() => given.overrule([item])}>
            {text.bench.ai.overrule}
          </Button>
        </>
      )}
    </Box>
  )
}

const small = { size: 'small', variant: 'text', sx: { py: 0, px: 0.75, minWidth: 0, minHeight: 24 } } as const
