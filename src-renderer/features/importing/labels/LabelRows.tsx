import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { BadRow, LabelFileFacts } from '../../../../src-shared/contract/given.ts'
import { errorSentence } from '../../../text/errors.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { byPlace } from '../../../ui/byPlace.ts'
import { formatCount } from '../../../ui/format.ts'

/** What each file was taken for, or why it could not be read. */
export function LabelFiles({ files, matchedImages }: { readonly files: readonly LabelFileFacts[]; readonly matchedImages: number }) {
  const text = useText().importing.labels
  const language = useLanguage()
  return (
    <div>
      {byPlace(files).map(({ place, item: { name, format, images, refused } }) => (
        <Typography key={place} variant="body2" data-format={format ?? ''} data-code={refused?.code} sx={{ overflowWrap: 'anywhere' }}>
          {name}: {format === null ? '' : `${text.format[format]} · ${text.images(formatCount(images, language))}`}
          {refused !== null && errorSentence(refused.code, refused.detail, language)}
        </Typography>
      ))}
      <Typography variant="body2" data-testid="labels-matched">
        {text.matched(formatCount(matchedImages, language))}
      </Typography>
    </div>
  )
}

interface BadRowsProps {
  readonly bad: readonly BadRow[]
  readonly total: number
  readonly files: readonly LabelFileFacts[]
}

/** Rows that are left out, each with its reason. */
export function BadRows({ bad, total, files }: BadRowsProps) {
  const text = useText().importing.labels
  const language = useLanguage()
  if (total === 0) return <Typography color="textSecondary">{text.noBadRows}</Typography>
  return (
    <>
      <Typography variant="h2">{text.badRows(formatCount(total, language))}</Typography>
      {total > bad.length && <Typography variant="body2">{text.badRowsListed(formatCount(bad.length, language))}</Typography>}
      <Table size="small" aria-label={text.badRows(formatCount(total, language))}>
        <TableHead>
          <TableRow>
            <TableCell>{text.file}</TableCell>
            <TableCell align="right">{text.place}</TableCell>
            <TableCell>{text.image}</TableCell>
            <TableCell>{text.reason}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {byPlace(bad).map(({ place, item }) => (
            <TableRow key={place} data-problem={item.problem} sx={{ contentVisibility: 'auto' }}>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{files[item.file]?.name ?? ''}</TableCell>
              <TableCell align="right">{item.place}</TableCell>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{item.image}</TableCell>
              <TableCell>{text.problem[item.problem]}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </>
  )
}
