import TextField from '@mui/material/TextField'
import type { ReadEdit } from '../../../../src-shared/contract/bench.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import { withPhrase } from '../../../../src-shared/domain/phrases.ts'
import { useText } from '../../../text/useText.tsx'
import { focusLabels } from './focusLabels.ts'
import { PhraseMenu, selectBlank } from './PhraseMenu.tsx'
import { Section } from './Section.tsx'

interface FreeTextsProps {
  readonly task: Task
  readonly note: string
  readonly impression: string
  readonly readOnly: boolean
  readonly onType: (edit: ReadEdit) => void
  readonly onLeave: () => void
}

/** Impression and note: saved after a pause, and at once when the field is left. */
export function FreeTexts({ task, note, impression, readOnly, onType, onLeave }: FreeTextsProps) {
  const text = useText().bench.texts
  const fields = [
    { kind: 'impression', value: impression, label: text.impression, hint: text.impressionHint },
    { kind: 'note', value: note, label: text.note, hint: text.noteHint },
  ] as const
  const insert = (phrase: string): void => {
    // What was typed before is a step of undo of its own.
    onLeave()
    onType({ kind: 'impression', text: withPhrase(impression, phrase) })
    onLeave()
    requestAnimationFrame(() => {
      const field = document.querySelector<HTMLTextAreaElement>('textarea[data-field="impression"]')
      if (field !== null) selectBlank(field, impression.trimEnd().length)
    })
  }
  return (
    <Section title={`${text.impression} · ${text.note}`} aside={readOnly ? undefined : <PhraseMenu task={task} onChoose={insert} />}>
      {fields.map(({ kind, value, label, hint }) => (
        <TextField
          key={kind}
          fullWidth
          multiline
          margin="dense"
          minRows={kind === 'impression' ? 2 : 1}
          maxRows={6}
          label={label}
          placeholder={hint}
          value={value}
          onChange={(event) => onType({ kind, text: event.target.value })}
          onBlur={onLeave}
          onKeyDown={(event) => {
            if (event.key === 'Escape') focusLabels(event.currentTarget)
          }}
          slotProps={{ htmlInput: { maxLength: 20_000, readOnly, 'data-field': kind } }}
        />
      ))}
    </Section>
  )
}
