import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { ForeignLabel } from '../../../../src-shared/contract/given.ts'
import type { LabelRef } from '../../../../src-shared/domain/label.ts'
import { askedLabels } from '../../../../src-shared/domain/labelRules.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { formatCount } from '../../../ui/format.ts'
import { BadRows, LabelFiles } from './LabelRows.tsx'
import type { LabelsOrder, LookedAtLabels, Mapping } from './useLabelsRun.ts'

interface LabelsFoundViewProps {
  readonly order: LabelsOrder
  readonly found: LookedAtLabels
  readonly busy: boolean
  readonly onKeep: (mapping: Mapping) => void
  readonly onBack: () => void
}

const keyOf = ({ labelSet, label }: LabelRef): string => `${labelSet}.${label}`

/** What the files hold, and which label each foreign name is: guessed where it is exactly one of ours, and confirmed here. */
export function LabelsFoundView({ order, found, busy, onKeep, onBack }: LabelsFoundViewProps) {
  const text = useText().importing.labels
  const [labels, setLabels] = useState<ReadonlyMap<string, LabelRef | null>>(() => new Map(found.foreign.map(({ name, guess }) => [name, guess])))
  const unmapped = found.foreign.filter(({ name }) => (labels.get(name) ?? null) === null)
  return (
    <Box data-testid="labels-found" sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
      <Typography variant="h2">{text.foundTitle(order.source)}</Typography>
      <LabelFiles files={found.files} matchedImages={found.matchedImages} />
      {found.foreign.length > 0 && (
        <MappingTable foreign={found.foreign} labelSets={found.labelSets} labels={labels} onChange={(name, label) => setLabels(new Map(labels).set(name, label))} />
      )}
      {unmapped.length > 0 && <Typography variant="body2">{text.unmapped(unmapped.map(({ name }) => name).join(' · '))}</Typography>}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button variant="contained" disabled={busy || found.matchedImages === 0} onClick={() => onKeep([...labels].map(([name, label]) => ({ name, label })))}>
          {text.keep}
        </Button>
        <Button variant="outlined" disabled={busy} onClick={onBack}>
          {text.back}
        </Button>
      </Box>
      <BadRows bad={found.bad} total={found.badRows} files={found.files} />
    </Box>
  )
}

interface MappingTableProps {
  readonly foreign: readonly ForeignLabel[]
  readonly labelSets: LookedAtLabels['labelSets']
  readonly labels: ReadonlyMap<string, LabelRef | null>
  readonly onChange: (name: string, label: LabelRef | null) => void
}

function MappingTable({ foreign, labelSets, labels, onChange }: MappingTableProps) {
  const text = useText().importing.labels
  const language = useLanguage()
  const choices = labelSets.flatMap((set) => askedLabels(set).map(({ key, name }) => ({ ref: { labelSet: set.id, label: key }, name: name[language] })))
  return (
    <Table size="small" aria-label={text.mappingTitle} sx={{ maxWidth: 900 }}>
      <TableHead>
        <TableRow>
          <TableCell>{text.foreignName}</TableCell>
          <TableCell align="right">{text.answers}</TableCell>
          <TableCell align="right">{text.shapes}</TableCell>
          <TableCell>{text.label}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {foreign.map(({ name, answers, shapes }) => {
          const label = labels.get(name) ?? null
          return (
            <TableRow key={name} data-foreign={name} data-label={label === null ? '' : keyOf(label)}>
              <TableCell sx={{ overflowWrap: 'anywhere' }}>{name}</TableCell>
              <TableCell align="right">{formatCount(answers, language)}</TableCell>
              <TableCell align="right">{formatCount(shapes, language)}</TableCell>
              <TableCell>
                <TextField
                  select
                  fullWidth
                  size="small"
                  value={label === null ? '' : keyOf(label)}
                  slotProps={{ select: { displayEmpty: true, native: false }, htmlInput: { 'aria-label': `${text.label}: ${name}` } }}
                  onChange={(event) => onChange(name, choices.find(({ ref }) => keyOf(ref) === event.target.value)?.ref ?? null)}
                >
                  <MenuItem value="">{text.noLabel}</MenuItem>
                  {choices.map((choice) => (
                    <MenuItem key={keyOf(choice.ref)} value={keyOf(choice.ref)}>
                      {choice.name}
                    </MenuItem>
                  ))}
                </TextField>
              </TableCell>
            </TableRow>
          )
        })}
      </TableBody>
    </Table>
  )
}
