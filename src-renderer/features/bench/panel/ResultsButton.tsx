import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import ListItemText from '@mui/material/ListItemText'
import Menu from '@mui/material/Menu'
import MenuItem from '@mui/material/MenuItem'
import { useState } from 'react'
import { resultIdentities, type ResultIdentity } from '../../../../src-shared/contract/reports.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { useTakeAway } from './useTakeAway.ts'

/** The signed film for other programs; whose names it carries is chosen each time. */
export function ResultsButton({ caseId }: { readonly caseId: CaseId }) {
  const text = useText().bench.results
  const language = useLanguage()
  const client = useClient()
  const { making, error, dismiss, take } = useTakeAway()
  const [withoutSource, setWithoutSource] = useState(0)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const choose = (identity: ResultIdentity): void => {
    setAnchor(null)
    setWithoutSource(0)
    void take(async () => {
      const made = await client.send('results.make', { caseId, language, identity })
      setWithoutSource(made.filmsWithoutSource)
      return made
    })
  }
  return (
    <>
      <Button fullWidth variant="outlined" disabled={making} aria-haspopup="menu" aria-expanded={anchor !== null} onClick={(event) => setAnchor(event.currentTarget)} data-testid="results" sx={{ mt: 0.5 }}>
        {making ? text.making : text.action}
      </Button>
      <Menu open={anchor !== null} anchorEl={anchor} onClose={() => setAnchor(null)} slotProps={{ paper: { sx: { maxWidth: 400 } } }}>
        {resultIdentities.map((identity) => (
          <MenuItem key={identity} onClick={() => choose(identity)} data-identity={identity} sx={{ whiteSpace: 'normal' }}>
            <ListItemText primary={text.identity[identity]} secondary={text.identityHint[identity]} />
          </MenuItem>
        ))}
      </Menu>
      {withoutSource > 0 && (
        <Alert severity="info" variant="outlined" onClose={() => setWithoutSource(0)} sx={{ mt: 0.5 }}>
          {text.withoutSource(withoutSource)}
        </Alert>
      )}
      {error !== null && <ErrorNotice error={error} onClose={dismiss} />}
    </>
  )
}
