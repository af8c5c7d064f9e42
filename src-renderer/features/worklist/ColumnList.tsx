import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import FormControlLabel from '@mui/material/FormControlLabel'
import IconButton from '@mui/material/IconButton'
import Typography from '@mui/material/Typography'
import ArrowDownward from '@mui/icons-material/ArrowDownward'
import ArrowUpward from '@mui/icons-material/ArrowUpward'
import { firstColumns, worklistColumns, type WorklistColumn } from '../../../src-shared/domain/case.ts'
import { useText } from '../../text/useText.tsx'

interface ColumnListProps {
  /** Those shown, from left to right. */
  readonly columns: readonly WorklistColumn[]
  readonly onChange: (columns: readonly WorklistColumn[]) => void
}

/** Which columns are shown and in which order: those shown first, then the others. */
export function ColumnList({ columns, onChange }: ColumnListProps) {
  const text = useText().worklist
  const hidden = worklistColumns.filter((name) => !columns.includes(name))
  const move = (place: number, by: number): void => {
    const moved = [...columns]
    const [name] = moved.splice(place, 1)
    if (name !== undefined) moved.splice(place + by, 0, name)
    onChange(moved)
  }
  const toggle = (name: WorklistColumn): void => onChange(columns.includes(name) ? columns.filter((each) => each !== name) : [...columns, name])
  return (
    <Box role="group" aria-label={text.views.columns}>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}>
        <Typography variant="subtitle2">{text.views.columns}</Typography>
        <Button size="small" onClick={() => onChange(firstColumns)}>
          {text.views.reset}
        </Button>
      </Box>
      {[...columns, ...hidden].map((name, place) => (
        <Box key={name} sx={{ display: 'flex', alignItems: 'center', height: 30 }}>
          <FormControlLabel
            sx={{ flex: 1 }}
            control={<Checkbox size="small" checked={columns.includes(name)} onChange={() => toggle(name)} />}
            label={text.columns[name]}
          />
          {columns.includes(name) && (
            <>
              <IconButton size="small" disabled={place === 0} aria-label={text.views.left(text.columns[name])} onClick={() => move(place, -1)}>
                <ArrowUpward fontSize="inherit" />
              </IconButton>
              <IconButton size="small" disabled={place === columns.length - 1} aria-label={text.views.right(text.columns[name])} onClick={() => move(place, 1)}>
                <ArrowDownward fontSize="inherit" />
              </IconButton>
            </>
          )}
        </Box>
      ))}
    </Box>
  )
}
