import Button from '@mui/material/Button'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import type { Task } from '../../../../src-shared/domain/case.ts'
import { blank, phrasesOf } from '../../../../src-shared/domain/phrases.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { KeyCap } from '../../../ui/KeyCap.tsx'

interface PhraseMenuProps {
  readonly task: Task
  readonly onChoose: (phrase: string) => void
}

/** Sentences to begin an impression with, in the language on show. */
export function PhraseMenu({ task, onChoose }: PhraseMenuProps) {
  const text = useText().bench.texts
  const language = useLanguage()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const choose = (phrase: string): void => {
    setAnchor(null)
    onChoose(phrase)
  }
  return (
    <>
      <Button size="small" data-phrases aria-haspopup="menu" onClick={(event) => setAnchor(event.currentTarget)} sx={{ py: 0, gap: 0.5 }}>
        {text.phrases} <KeyCap chord="F" />
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)} disableRestoreFocus slotProps={{ paper: { sx: { maxWidth: 440 } } }}>
        {phrasesOf[task].map((phrase) => (
          <MenuItem key={phrase.en} onClick={() => choose(phrase[language])} sx={{ whiteSpace: 'normal' }}>
            {phrase[language]}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}

/** Opens the menu by key. */
export const openPhrases = (): void => document.querySelector<HTMLElement>('[data-phrases]')?.click()

/** Puts the cursor on the first blank after `from`, so that the next letter fills it; at the end where there is none. */
export function selectBlank(field: HTMLTextAreaElement, from: number): void {
  field.focus()
  const at = field.value.indexOf(blank, from)
  if (at === -1) field.setSelectionRange(field.value.length, field.value.length)
  else field.setSelectionRange(at, at + blank.length)
}
