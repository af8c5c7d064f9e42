import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { auditPage, type AuditEntry, type AuditFilter } from '../../../src-shared/contract/store.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { saveFile } from '../../ui/saveFile.ts'
import { AuditFilters, noAuditFilter } from './AuditFilters.tsx'
import { AuditTable } from './AuditTable.tsx'

/** Who did what: filtered, page by page into the past, and as a table to take along. `round` asks anew when it changes. */
export function AuditList({ round }: { readonly round: number }) {
  const text = useText().admin
  const client = useClient()
  const [filter, setFilter] = useState<AuditFilter>(noAuditFilter)
  const people = useLoad('people', () => client.send('people.list', {}))
  const key = `${JSON.stringify(filter)} ${round}`
  const first = useLoad(key, () => client.send('audit.list', { ...filter, before: null }))
  const [older, setOlder] = useState<{ readonly key: string; readonly entries: readonly AuditEntry[] }>({ key, entries: [] })
  const [error, setError] = useState<AppError | null>(null)
  const fail = (failure: unknown): void => setError(asAppError(failure))
  const entries = first.loaded.state === 'ready' ? [...first.loaded.value, ...(older.key === key ? older.entries : [])] : []
  const last = entries.at(-1)
  const mayHaveMore = last !== undefined && entries.length % auditPage === 0
  const showMore = (): void =>
    void client
      .send('audit.list', { ...filter, before: last?.sequence ?? null })
      .then((page) => setOlder({ key, entries: [...(older.key === key ? older.entries : []), ...page] }))
      .catch(fail)
  const takeAlong = (): void =>
    void client
      .send('audit.table', filter)
      .then(({ csv }) => saveFile('audit.csv', new Blob([csv], { type: 'text/csv;charset=utf-8' })))
      .catch(fail)
  return (
    <>
      <Stack direction="row" sx={{ justifyContent: 'space-between', alignItems: 'center' }}>
        <Typography variant="h2">{text.entries}</Typography>
        <Button variant="outlined" onClick={takeAlong}>
          {text.filters.table}
        </Button>
      </Stack>
      <AuditFilters filter={filter} people={people.loaded.state === 'ready' ? people.loaded.value : []} onChange={setFilter} />
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {first.loaded.state === 'failed' && <ErrorNotice error={first.loaded.error} onRetry={first.reload} />}
      {first.loaded.state === 'ready' && entries.length === 0 && <Typography role="status">{text.filters.nothing}</Typography>}
      {entries.length > 0 && <AuditTable entries={entries} />}
      {mayHaveMore && <Button onClick={showMore}>{text.filters.older}</Button>}
    </>
  )
}
