import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import type { RestorableBackup } from '../../../src-shared/contract/recovery.ts'
import { useText } from '../../text/useText.tsx'
import { formatDateTime } from '../../ui/format.ts'

interface BackupChoiceProps {
  readonly backups: readonly RestorableBackup[]
  readonly chosen: RestorableBackup | undefined
  readonly disabled: boolean
  readonly onChoose: (backup: RestorableBackup) => void
}

const keyOf = ({ workstationId, backupId }: RestorableBackup): string => `${workstationId} ${backupId}`

/** One backup of those found; the newest stands first. */
export function BackupChoice({ backups, chosen, disabled, onChoose }: BackupChoiceProps) {
  const text = useText().account.restore
  const onChange = (value: string): void => {
    const backup = backups.find((candidate) => keyOf(candidate) === value)
    if (backup !== undefined) onChoose(backup)
  }
  return (
    <RadioGroup
      aria-label={text.which}
      value={chosen === undefined ? '' : keyOf(chosen)}
      onChange={(_, value) => onChange(value)}
      sx={{ maxHeight: 240, flexWrap: 'nowrap', overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1, px: 1.5, py: 0.5 }}
    >
      {backups.map((backup, index) => (
        <FormControlLabel
          key={keyOf(backup)}
          value={keyOf(backup)}
          disabled={disabled}
          control={<Radio size="small" />}
          data-testid="restorable"
          label={
            <>
              {formatDateTime(backup.createdAt)}
              {index === 0 && ` · ${text.newest}`}
              <Typography component="span" variant="body2" color="textSecondary">
                {` · ${text.holds(backup.cases, backup.images)}${backup.own ? '' : ` · ${text.other}`}`}
              </Typography>
            </>
          }
        />
      ))}
    </RadioGroup>
  )
}
