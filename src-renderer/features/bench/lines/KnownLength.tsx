import TextField from '@mui/material/TextField'
import { useRef, useState } from 'react'
import { knownLengthMm, lengthPx, type LengthMark } from '../../../../src-shared/domain/mark.ts'
import { useText } from '../../../text/useText.tsx'

const field = 'knownLength'

/** Puts the cursor where the chosen measurement's true length is entered. */
export const openKnownLength = (): void => document.querySelector<HTMLInputElement>(`[data-field="${field}"]`)?.focus()

interface KnownLengthProps {
  readonly mark: LengthMark
  readonly readOnly: boolean
  readonly onMark: (mark: LengthMark) => void
}

/** What a drawn length is known to be, such as the marks of a ruler or a tube's diameter: it calibrates the picture. */
export function KnownLength({ mark, readOnly, onMark }: KnownLengthProps) {
  const text = useText().lines
  const [typed, setTyped] = useState<string | null>(null)
  const value = typed ?? (mark.knownMm === undefined ? '' : String(mark.knownMm))
  const mm = Number(value.replace(',', '.'))
  const isGood = value.trim() === '' || (mm >= knownLengthMm.least && mm <= knownLengthMm.most && lengthPx(mark.points) > 0)
  /** Leaving the field keeps what was typed, but for leaving it by Escape. */
  const isGivenUp = useRef(false)
  const leave = (): void => {
    setTyped(null)
    if (typed === null || !isGood || isGivenUp.current) return
    const { knownMm: _, ...plain } = mark
    onMark(value.trim() === '' ? plain : { ...plain, knownMm: mm })
  }
  return (
    <TextField
      margin="dense"
      fullWidth
      disabled={readOnly}
      label={text.knownLength}
      helperText={text.knownLengthHint}
      error={!isGood}
      value={value}
      onChange={(event) => setTyped(event.target.value)}
      onFocus={() => (isGivenUp.current = false)}
      onBlur={leave}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        event.stopPropagation()
        isGivenUp.current = event.key === 'Escape'
        if (event.target instanceof HTMLElement) event.target.blur()
      }}
      slotProps={{ htmlInput: { inputMode: 'decimal', maxLength: 8, 'data-field': field } }}
    />
  )
}
