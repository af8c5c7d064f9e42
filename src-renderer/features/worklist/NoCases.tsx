import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { navigate } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'

interface NoCasesProps {
  readonly filtered: boolean
  readonly onClear: () => void
  readonly onSamples: () => void
}

/** Why the list is empty, and the ways on. */
export function NoCases({ filtered, onClear, onSamples }: NoCasesProps) {
  const text = useText().worklist
  if (filtered) {
    const clear = (
      <Button variant="outlined" onClick={onClear}>
        {text.clearFilters}
      </Button>
    )
    return <EmptyState title={text.noMatchTitle} hint={text.noMatchHint} action={clear} />
  }
  const ways = (
    <Stack direction="row" sx={{ gap: 2 }}>
      <Button variant="contained" size="large" onClick={() => navigate({ page: 'import' })}>
        {text.emptyAction}
      </Button>
      <Button variant="outlined" size="large" onClick={onSamples}>
        {text.samples}
      </Button>
    </Stack>
  )
  return <EmptyState title={text.emptyTitle} hint={text.emptyHint} action={ways} />
}
