import InputAdornment from '@mui/material/InputAdornment'
import TextField from '@mui/material/TextField'
import { useEffect, useRef, useState } from 'react'
import { KeyCap } from '../../ui/KeyCap.tsx'

/** Typing pauses this long before the list is asked. */
const pauseMs = 120

interface SearchBoxProps {
  readonly value: string
  readonly label: string
  readonly onChange: (search: string) => void
}

/** What is typed shows at once and reaches the filter after a short pause. Escape empties the box, then leaves it. */
export function SearchBox({ value, label, onChange }: SearchBoxProps) {
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  const change = useRef(onChange)
  useEffect(() => {
    change.current = onChange
  })
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setTyped(value)
  }, [value])
  useEffect(() => {
    if (typed === sent.current) return undefined
    const timer = setTimeout(() => {
      sent.current = typed
      change.current(typed)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [typed])
  return (
    <TextField
      type="search"
      placeholder={label}
      value={typed}
      sx={{ flex: '1 1 160px', minWidth: 160, maxWidth: 320, '& ::-webkit-search-cancel-button': { display: 'none' } }}
      slotProps={{
        htmlInput: { 'aria-label': label, 'data-search-box': true, maxLength: 200 },
        input: { endAdornment: <InputAdornment position="end"><KeyCap chord="/" /></InputAdornment> },
      }}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed === '') (event.target as HTMLElement).blur()
        if (event.key === 'Escape') setTyped('')
        if (event.key === 'Enter') (event.target as HTMLElement).blur()
      }}
    />
  )
}
