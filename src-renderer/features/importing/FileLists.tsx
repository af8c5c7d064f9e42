import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { Duplicate, ImportReport, RejectedFile } from '../../../src-shared/contract/jobs.ts'
import { navigate, noFilter } from '../../app/routes.ts'
import { errorSentence } from '../../text/errors.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { byPlace } from '../../ui/byPlace.ts'

/** The files of an import of which something is to be said: those refused, those whose picture was there before, those that a DICOMDIR passes over. */
export function FileLists({ report: { rejected, duplicates, notListedFiles } }: { readonly report: ImportReport }) {
  return (
    <>
      <RejectedFiles rejected={rejected} />
      <Duplicates duplicates={duplicates} />
      <NotListed files={notListedFiles} />
    </>
  )
}

function RejectedFiles({ rejected }: { readonly rejected: readonly RejectedFile[] }) {
  const text = useText().importing
  const language = useLanguage()
  if (rejected.length === 0) return <Typography color="textSecondary">{text.rejectedNone}</Typography>
  return (
    <Table aria-label={text.rejected}>
      <TableHead>
        <TableRow>
          <TableCell>{text.fileName}</TableCell>
          <TableCell>{text.reason}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {byPlace(rejected).map(({ place, item }) => (
          <TableRow key={place} data-code={item.code} sx={{ contentVisibility: 'auto' }}>
            <TableCell sx={{ overflowWrap: 'anywhere', minWidth: 160 }}>{shownName(item)}</TableCell>
            <TableCell>{errorSentence(item.code, item.detail, language)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

const shownName = ({ name, entry }: Pick<RejectedFile, 'name' | 'entry'>): string => (entry === undefined ? name : `${name}/${entry}`)

/** Pictures that were there before, and where. */
function Duplicates({ duplicates }: { readonly duplicates: readonly Duplicate[] }) {
  const text = useText().importing
  if (duplicates.length === 0) return null
  return (
    <Table aria-label={text.duplicates}>
      <TableHead>
        <TableRow>
          <TableCell>{text.duplicates}</TableCell>
          <TableCell>{text.duplicateOf}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {byPlace(duplicates).map(({ place, item }) => (
          <TableRow key={place} data-duplicate={item.kind} sx={{ contentVisibility: 'auto' }}>
            <TableCell sx={{ overflowWrap: 'anywhere', minWidth: 160 }}>{shownName(item)}</TableCell>
            <TableCell>
              {text.duplicateKinds[item.kind]}{' '}
              <Link component="button" onClick={() => navigate({ page: 'case', caseId: item.of.caseId, filter: noFilter })}>
                {item.of.name === null ? item.of.pseudonym : `${item.of.name} (${item.of.pseudonym})`}
              </Link>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** What else lies on a disc: folded, because most of it is its viewer. */
function NotListed({ files }: { readonly files: readonly string[] }) {
  const text = useText().importing
  if (files.length === 0) return null
  return (
    <Box component="details" data-testid="not-listed">
      <Box component="summary" sx={{ cursor: 'pointer' }}>
        {text.notListed}
      </Box>
      <Box component="ul" sx={{ m: 0, overflowWrap: 'anywhere' }}>
        {byPlace(files).map(({ place, item }) => (
          <li key={place}>{item}</li>
        ))}
      </Box>
    </Box>
  )
}
