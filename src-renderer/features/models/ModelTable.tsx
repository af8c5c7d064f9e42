import ButtonBase from '@mui/material/ButtonBase'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { ModelRow } from '../../../src-shared/contract/models.ts'
import { useText } from '../../text/useText.tsx'
import { DemonstrationTag } from '../../ui/DemonstrationTag.tsx'
import { formatBytes } from '../../ui/format.ts'

const columnNames = ['id', 'version', 'kind', 'task', 'verdict', 'size', 'licence'] as const

interface ModelTableProps {
  readonly models: readonly ModelRow[]
  readonly chosenId: string
  readonly onChoose: (id: string) => void
}

export function ModelTable({ models, chosenId, onChoose }: ModelTableProps) {
  const text = useText().models
  return (
    <Table aria-label={text.title}>
      <TableHead>
        <TableRow>
          {columnNames.map((name) => (
            <TableCell key={name}>{text.columns[name]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {models.map((model) => (
          <TableRow
            key={model.id}
            hover
            selected={model.id === chosenId}
            data-model={model.id}
            data-verdict={model.verdict}
            onClick={() => onChoose(model.id)}
          >
            <TableCell>
              <ButtonBase
                aria-pressed={model.id === chosenId}
                sx={{ fontSize: 13, fontWeight: 600, mr: 1 }}
                onClick={() => onChoose(model.id)}
              >
                {model.id}
              </ButtonBase>
              {model.demonstration && <DemonstrationTag />}
            </TableCell>
            <TableCell>{model.version}</TableCell>
            <TableCell>{text.kinds[model.kind]}</TableCell>
            <TableCell>{model.task}</TableCell>
            <TableCell
              sx={{
                color: model.verdict === 'ok' || model.verdict === 'unchecked' ? undefined : 'error.main',
                whiteSpace: 'nowrap',
              }}
            >
              {text.verdicts[model.verdict]}
            </TableCell>
            <TableCell>{formatBytes(model.bytes)}</TableCell>
            <TableCell>{model.licence}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
