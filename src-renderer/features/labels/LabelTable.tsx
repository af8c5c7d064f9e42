import ArrowDownward from '@mui/icons-material/ArrowDownward'
import ArrowUpward from '@mui/icons-material/ArrowUpward'
import IconButton from '@mui/material/IconButton'
import MenuItem from '@mui/material/MenuItem'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import TextField from '@mui/material/TextField'
import type { EditedLabel, LabelSetView } from '../../../src-shared/contract/labels.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { fateOf, moved, withFate, type Fate } from './draft.ts'

interface LabelTableProps {
  readonly labels: readonly EditedLabel[]
  readonly usage: LabelSetView['usage']
  readonly onChange: (labels: readonly EditedLabel[]) => void
}

/** One row per label: its names, what to look for, its group, whether it is asked, and how often it was answered. */
export function LabelTable({ labels, usage, onChange }: LabelTableProps) {
  const text = useText().labels
  return (
    <Table aria-label={text.labels}>
      <TableHead>
        <TableRow>
          {(['order', 'key', 'chinese', 'english', 'hintChinese', 'hintEnglish', 'group', 'fate', 'answers'] as const).map((column) => (
            <TableCell key={column}>{text.columns[column]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {labels.map((label, index) => (
          <LabelLine
            key={label.key}
            label={label}
            others={labels}
            usage={usage[label.key]}
            onChange={(changed) => onChange(labels.with(index, changed))}
            onMove={(by) => onChange(moved(labels, index, by))}
          />
        ))}
      </TableBody>
    </Table>
  )
}

interface LabelLineProps {
  readonly label: EditedLabel
  readonly others: readonly EditedLabel[]
  readonly usage: LabelSetView['usage'][string] | undefined
  readonly onChange: (label: EditedLabel) => void
  readonly onMove: (by: -1 | 1) => void
}

function LabelLine({ label, others, usage, onChange, onMove }: LabelLineProps) {
  const text = useText().labels
  const setName = (language: 'zh-CN' | 'en', value: string): void => onChange({ ...label, name: { ...label.name, [language]: value } })
  const setHint = (language: 'zh-CN' | 'en', value: string): void => {
    const hint = { 'zh-CN': '', en: '', ...label.hint, [language]: value }
    onChange({ ...label, hint: hint.en === '' && hint['zh-CN'] === '' ? null : hint })
  }
  return (
    <TableRow data-label={label.key}>
      <TableCell sx={{ whiteSpace: 'nowrap', px: 0.5 }}>
        <IconButton aria-label={text.up(label.key)} onClick={() => onMove(-1)}>
          <ArrowUpward sx={{ fontSize: 16 }} />
        </IconButton>
        <IconButton aria-label={text.down(label.key)} onClick={() => onMove(1)}>
          <ArrowDownward sx={{ fontSize: 16 }} />
        </IconButton>
      </TableCell>
      <TableCell>
        <code>{label.key}</code>
      </TableCell>
      <Cell name={`${text.columns.chinese} ${label.key}`} value={label.name['zh-CN']} onChange={(value) => setName('zh-CN', value)} />
      <Cell name={`${text.columns.english} ${label.key}`} value={label.name.en} onChange={(value) => setName('en', value)} />
      <Cell name={`${text.columns.hintChinese} ${label.key}`} value={label.hint?.['zh-CN'] ?? ''} onChange={(value) => setHint('zh-CN', value)} />
      <Cell name={`${text.columns.hintEnglish} ${label.key}`} value={label.hint?.en ?? ''} onChange={(value) => setHint('en', value)} />
      <Cell
        name={`${text.columns.group} ${label.key}`}
        value={label.exclusiveGroup ?? ''}
        onChange={(value) => onChange({ ...label, exclusiveGroup: value === '' ? null : value })}
      />
      <FateCell label={label} others={others} onChange={onChange} />
      <TableCell sx={{ whiteSpace: 'nowrap' }}>{text.usage(usage?.signed ?? 0, usage?.open ?? 0)}</TableCell>
    </TableRow>
  )
}

function Cell({ name, value, onChange }: { readonly name: string; readonly value: string; readonly onChange: (value: string) => void }) {
  return (
    <TableCell sx={{ px: 0.5 }}>
      <TextField
        variant="standard"
        fullWidth
        value={value}
        onChange={({ target }) => onChange(target.value)}
        slotProps={{ htmlInput: { 'aria-label': name, maxLength: 200 } }}
      />
    </TableCell>
  )
}

function FateCell({ label, others, onChange }: Pick<LabelLineProps, 'label' | 'others' | 'onChange'>) {
  const text = useText().labels
  const language = useLanguage()
  const targets = others.filter(({ key, retired, mergedInto }) => key !== label.key && !retired && mergedInto === null)
  return (
    <TableCell sx={{ px: 0.5 }}>
      <TextField
        select
        variant="standard"
        fullWidth
        value={fateOf(label)}
        onChange={({ target }) => onChange(withFate(label, target.value as Fate))}
        slotProps={{ htmlInput: { 'aria-label': `${text.columns.fate} ${label.key}` } }}
      >
        <MenuItem value="asked">{text.asked}</MenuItem>
        <MenuItem value="retired">{text.retired}</MenuItem>
        {targets.map(({ key, name }) => (
          <MenuItem key={key} value={`merged:${key}`}>
            {text.mergedInto(name[language])}
          </MenuItem>
        ))}
        {/* What it was merged into may itself have changed since: still shown, refused on saving. */}
        {label.mergedInto !== null && targets.every(({ key }) => key !== label.mergedInto) && (
          <MenuItem value={`merged:${label.mergedInto}`}>{text.mergedInto(label.mergedInto)}</MenuItem>
        )}
      </TextField>
    </TableCell>
  )
}
