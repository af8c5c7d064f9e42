import Checkbox from '@mui/material/Checkbox'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { PacsStudy } from '../../../../src-shared/contract/pacs.ts'
import { useText } from '../../../text/useText.tsx'

interface StudyTableProps {
  readonly studies: readonly PacsStudy[]
  /** By Study Instance UID. */
  readonly chosen: ReadonlyMap<string, PacsStudy>
  readonly onChoose: (chosen: ReadonlyMap<string, PacsStudy>) => void
}

const columns = ['patient', 'patientId', 'date', 'modalities', 'description', 'accession', 'images'] as const

export function StudyTable({ studies, chosen, onChoose }: StudyTableProps) {
  const text = useText().pacs
  const choose = (changed: readonly PacsStudy[], isChosen: boolean): void => {
    const next = new Map(chosen)
    for (const study of changed) {
      if (isChosen) next.set(study.studyUid, study)
      else next.delete(study.studyUid)
    }
    onChoose(next)
  }
  const count = studies.filter(({ studyUid }) => chosen.has(studyUid)).length
  return (
    <Table size="small" aria-label={text.found}>
      <TableHead>
        <TableRow>
          <TableCell padding="checkbox">
            <Checkbox
              checked={count === studies.length}
              indeterminate={count > 0 && count < studies.length}
              slotProps={{ input: { 'aria-label': text.chooseAll } }}
              onChange={(_, isChosen) => choose(studies, isChosen)}
            />
          </TableCell>
          {columns.map((column) => (
            <TableCell key={column} align={column === 'images' ? 'right' : 'left'}>
              {text.columns[column]}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {studies.map((study) => (
          <StudyRow key={study.studyUid} study={study} isChosen={chosen.has(study.studyUid)} onChoose={(isChosen) => choose([study], isChosen)} />
        ))}
      </TableBody>
    </Table>
  )
}

interface StudyRowProps {
  readonly study: PacsStudy
  readonly isChosen: boolean
  readonly onChoose: (isChosen: boolean) => void
}

function StudyRow({ study, isChosen, onChoose }: StudyRowProps) {
  const text = useText().pacs
  const { patientName, patientId, date, modalities, description, accession, images } = study
  const shownName = patientName.replaceAll(/\^+/gu, ' ').trim()
  return (
    <TableRow selected={isChosen} data-patient={patientId}>
      <TableCell padding="checkbox">
        <Checkbox checked={isChosen} slotProps={{ input: { 'aria-label': text.choose(shownName || patientId, date ?? '') } }} onChange={(_, next) => onChoose(next)} />
      </TableCell>
      <TableCell>{shownName}</TableCell>
      <TableCell>{patientId}</TableCell>
      <TableCell>{date}</TableCell>
      <TableCell>{modalities.join(' ')}</TableCell>
      <TableCell>{description}</TableCell>
      <TableCell>{accession}</TableCell>
      <TableCell align="right">{images}</TableCell>
    </TableRow>
  )
}
