import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import { useRef, useState, type ReactNode } from 'react'
import type { AppError } from '../../../src-shared/errors.ts'
import { asAppError } from '../../client/useLoad.ts'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'

const own = 'own'

/** Most characters of a file's name that the contract takes. */
const longestName = 200

interface Choices<Id extends string> {
  /** What the program brings along. */
  readonly ownLabel: string
  /** Null: the program's own. */
  readonly inUse: Id | null
  readonly loaded: readonly { readonly id: Id; readonly label: string }[]
}

interface LoadedChoiceProps<Id extends string> {
  readonly title: string
  readonly hint: string
  /** Null until it is known what was loaded. */
  readonly list: Choices<Id> | null
  readonly loadLabel: string
  /** As a file input takes it: ".csv,.json". */
  readonly accept: string
  readonly onLoad: (file: { readonly name: string; readonly text: string }) => Promise<unknown>
  /** Null chooses what the program brings along. */
  readonly onChoose: (id: Id | null) => Promise<unknown>
  /** After a load or a choice has succeeded. */
  readonly onChanged: () => void
  /** Stands beside the button that loads. */
  readonly children: ReactNode
}

/** One of several sets of words or rules: the program's own, or one of those that were loaded from files. */
export function LoadedChoice<Id extends string>(props: LoadedChoiceProps<Id>) {
  const { title, list, loadLabel } = props
  const [error, setError] = useState<AppError | null>(null)
  const file = useRef<HTMLInputElement>(null)
  const run = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work
      setError(null)
      props.onChanged()
    } catch (failure) {
      setError(asAppError(failure))
    }
  }
  const load = async (chosen: File | undefined): Promise<void> => {
    // The same file may be loaded again once it was mended.
    if (file.current !== null) file.current.value = ''
    if (chosen !== undefined) await run(chosen.text().then((text) => props.onLoad({ name: chosen.name.slice(0, longestName), text })))
  }
  return (
    <>
      <Typography color="textSecondary">{props.hint}</Typography>
      {list !== null && (
        <RadioGroup value={list.inUse ?? own} aria-label={title} onChange={(_, value) => void run(props.onChoose(value === own ? null : (value as Id)))}>
          <FormControlLabel value={own} control={<Radio size="small" />} label={list.ownLabel} />
          {list.loaded.map(({ id, label }) => (
            <FormControlLabel key={id} value={id} control={<Radio size="small" />} label={label} />
          ))}
        </RadioGroup>
      )}
      <Box sx={{ display: 'flex', gap: 1, my: 1 }}>
        <Button variant="outlined" onClick={() => file.current?.click()}>
          {loadLabel}
        </Button>
        {props.children}
        <input ref={file} hidden type="file" accept={props.accept} aria-label={loadLabel} onChange={(event) => void load(event.target.files?.[0])} />
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}
