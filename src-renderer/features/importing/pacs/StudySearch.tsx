import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { Input, Output } from '../../../../src-shared/contract/contract.ts'
import type { PacsQuery, PacsStudy } from '../../../../src-shared/contract/pacs.ts'
import type { Task } from '../../../../src-shared/domain/case.ts'
import type { AppError } from '../../../../src-shared/errors.ts'
import { useClient } from '../../../client/ClientContext.tsx'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatCount } from '../../../ui/format.ts'
import { TaskChoice } from '../TaskChoice.tsx'
import { isSameSearch } from './sameSearch.ts'
import { StudyTable } from './StudyTable.tsx'

const nothing: PacsQuery = { patientId: '', patientName: '', from: '', to: '', accession: '', modality: '', offset: 0 }
/** What films and photos come as. */
const modalities = ['DX', 'CR', 'DR', 'XC', 'OT', 'SC'] as const

interface StudySearchProps {
  readonly onRetrieve: (order: Input<'pacs.get'>) => void
}

/** From a question to chosen studies. Choices hold across pages of one search. */
export function StudySearch({ onRetrieve }: StudySearchProps) {
  const text = useText().pacs
  const language = useLanguage()
  const client = useClient()
  const [asked, setAsked] = useState<PacsQuery | null>(null)
  const [found, setFound] = useState<Output<'pacs.find'> | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const [chosen, setChosen] = useState<ReadonlyMap<string, PacsStudy>>(new Map())
  const [task, setTask] = useState<Task | null>(null)
  const search = async (query: PacsQuery): Promise<void> => {
    setBusy(true)
    try {
      setFound(await client.send('pacs.find', query))
      setAsked(query)
      setError(null)
      if (!isSameSearch(asked, query)) setChosen(new Map())
    } catch (failure) {
      setError(asAppError(failure))
    }
    setBusy(false)
  }
  const studies = [...chosen.values()].map(({ studyUid, patientId }) => ({ studyUid, patientId }))
  return (
    <>
      <Typography variant="h2">{text.searchTitle}</Typography>
      <SearchForm busy={busy} onSearch={(query) => void search(query)} />
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {found !== null && found.studies.length === 0 && <EmptyState title={text.noneTitle} hint={text.noneHint} />}
      {found !== null && asked !== null && found.studies.length > 0 && (
        <>
          <StudyTable studies={found.studies} chosen={chosen} onChoose={setChosen} />
          <Pages asked={asked} count={found.studies.length} more={found.more} busy={busy} onPage={(offset) => void search({ ...asked, offset })} />
          <TaskChoice task={task} onChange={setTask} />
          <Button variant="contained" size="large" disabled={studies.length === 0} sx={{ alignSelf: 'flex-start' }} onClick={() => onRetrieve({ studies, task })}>
            {text.retrieve(formatCount(studies.length, language))}
          </Button>
        </>
      )}
    </>
  )
}

function SearchForm({ busy, onSearch }: { readonly busy: boolean; readonly onSearch: (query: PacsQuery) => void }) {
  const text = useText().pacs
  const [query, setQuery] = useState(nothing)
  const field = (name: 'patientId' | 'patientName' | 'accession') => (
    <TextField label={text[name]} value={query[name]} slotProps={{ htmlInput: { maxLength: 64 } }} onChange={({ target }) => setQuery({ ...query, [name]: target.value })} />
  )
  const date = (name: 'from' | 'to') => (
    <TextField label={text[name]} type="date" value={query[name]} slotProps={{ inputLabel: { shrink: true } }} onChange={({ target }) => setQuery({ ...query, [name]: target.value })} />
  )
  return (
    <Stack
      component="form"
      direction="row"
      data-testid="pacs-search"
      sx={{ gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}
      onSubmit={(event) => {
        event.preventDefault()
        onSearch(query)
      }}
    >
      {field('patientId')}
      {field('patientName')}
      {date('from')}
      {date('to')}
      {field('accession')}
      <TextField
        select
        label={text.modality}
        value={query.modality}
        sx={{ width: 120 }}
        slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
        onChange={({ target }) => setQuery({ ...query, modality: target.value })}
      >
        <MenuItem value="">{text.anyModality}</MenuItem>
        {modalities.map((each) => (
          <MenuItem key={each} value={each}>
            {each}
          </MenuItem>
        ))}
      </TextField>
      <Button type="submit" variant="contained" disabled={busy}>
        {busy ? text.searching : text.search}
      </Button>
    </Stack>
  )
}

interface PagesProps {
  readonly asked: PacsQuery
  readonly count: number
  readonly more: boolean
  readonly busy: boolean
  readonly onPage: (offset: number) => void
}

/** A page holds as many as the program asks for at a time. */
const pageStudies = 50

function Pages({ asked, count, more, busy, onPage }: PagesProps) {
  const text = useText().pacs
  if (asked.offset === 0 && !more) return null
  return (
    <Stack direction="row" sx={{ gap: 1.5, alignItems: 'center' }}>
      <Button variant="outlined" disabled={busy || asked.offset === 0} onClick={() => onPage(Math.max(0, asked.offset - pageStudies))}>
        {text.before}
      </Button>
      <Typography variant="body2">
        {asked.offset + 1} – {asked.offset + count}
      </Typography>
      <Button variant="outlined" disabled={busy || !more} onClick={() => onPage(asked.offset + count)}>
        {text.next}
      </Button>
    </Stack>
  )
}
