import Stack from '@mui/material/Stack'
import type { ReactNode } from 'react'
import type { Submit } from '../client/useSubmit.ts'
import { ErrorNotice } from './ErrorNotice.tsx'

interface SettingsFormProps {
  readonly submit: Submit
  readonly testId?: string
  /** Fields beside each other, as many as there is room for; else one below the other. */
  readonly inRows?: boolean
  /** The fields and the button that submits them. */
  readonly children: ReactNode
}

const below = { gap: 2, maxWidth: 640 }
const beside = { columnGap: 1, rowGap: 2, flexWrap: 'wrap', alignItems: 'flex-start' }

/** A part of the settings that is saved at once, with what went wrong below it. */
export function SettingsForm({ submit, testId, inRows = false, children }: SettingsFormProps) {
  return (
    <>
      <Stack component="form" direction={inRows ? 'row' : 'column'} data-testid={testId} sx={inRows ? beside : below} onSubmit={submit.onSubmit}>
        {children}
      </Stack>
      {submit.error !== null && <ErrorNotice error={submit.error} onClose={submit.dismissError} />}
    </>
  )
}
