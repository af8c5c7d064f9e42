import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState, type FormEvent } from 'react'
import { useText } from '../../text/useText.tsx'
import { byPlace } from '../../ui/byPlace.ts'
import { AccountSheet } from './AccountSheet.tsx'
import { chooseGroups, groupsOf, sameGroup } from './recoveryGroups.ts'

interface RecoveryKeyProps {
  readonly recoveryKey: string
  readonly onDone: () => void
}

/** Shows the key once, lets it be printed, and goes on only when four of its groups were typed back rightly. */
export function RecoveryKey({ recoveryKey, onDone }: RecoveryKeyProps) {
  const [checking, setChecking] = useState(false)
  const groups = groupsOf(recoveryKey)
  return checking ? (
    <GroupCheck groups={groups} onBack={() => setChecking(false)} onDone={onDone} />
  ) : (
    <KeyPrintout groups={groups} onPrinted={() => setChecking(true)} />
  )
}

const groupStyle = {
  display: 'flex',
  gap: 1.5,
  alignItems: 'baseline',
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  px: 1.5,
  py: 0.5,
}

function KeyPrintout({ groups, onPrinted }: { readonly groups: readonly string[]; readonly onPrinted: () => void }) {
  const text = useText().account
  return (
    <AccountSheet title={text.recoveryTitle}>
      <Typography sx={{ mb: 2 }}>{text.recoveryHint}</Typography>
      <Box
        component="ol"
        data-testid="recovery-key"
        sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1, p: 0, m: 0, listStyle: 'none' }}
      >
        {byPlace(groups).map(({ place, item: group }) => (
          <Box component="li" key={place} sx={groupStyle}>
            <Typography variant="caption" color="textSecondary" sx={{ minWidth: 16 }}>
              {place + 1}
            </Typography>
            <Box
              component="span"
              data-group
              sx={{ fontFamily: 'ui-monospace, "DejaVu Sans Mono", monospace', fontSize: 16, letterSpacing: 1 }}
            >
              {group}
            </Box>
          </Box>
        ))}
      </Box>
      <Stack direction="row" sx={{ gap: 1, mt: 3, '@media print': { display: 'none' } }}>
        <Button size="large" variant="outlined" onClick={() => window.print()}>
          {text.recoveryPrint}
        </Button>
        <Button size="large" variant="contained" onClick={onPrinted}>
          {text.recoveryPrinted}
        </Button>
      </Stack>
    </AccountSheet>
  )
}

interface GroupCheckProps {
  readonly groups: readonly string[]
  readonly onBack: () => void
  readonly onDone: () => void
}

function GroupCheck({ groups, onBack, onDone }: GroupCheckProps) {
  const text = useText().account
  const [asked] = useState(() => chooseGroups(groups.length, Math.random))
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({})
  const [wrong, setWrong] = useState(false)
  const check = (event: FormEvent): void => {
    event.preventDefault()
    const right = asked.every((index) => sameGroup(typed[index] ?? '', groups[index] ?? ''))
    setWrong(!right)
    if (right) onDone()
  }
  return (
    <AccountSheet title={text.recoveryCheckTitle}>
      <Stack component="form" sx={{ gap: 2 }} onSubmit={check}>
        <Typography>{text.recoveryCheckHint}</Typography>
        {asked.map((index, place) => (
          <TextField
            key={index}
            autoFocus={place === 0}
            label={text.recoveryGroup(index + 1)}
            autoComplete="off"
            value={typed[index] ?? ''}
            slotProps={{ htmlInput: { 'data-group-number': index + 1, spellCheck: false } }}
            onChange={(event) => setTyped({ ...typed, [index]: event.target.value })}
          />
        ))}
        {wrong && <Alert severity="error">{text.recoveryWrong}</Alert>}
        <Stack direction="row" sx={{ gap: 1 }}>
          <Button size="large" onClick={onBack}>
            {text.recoveryBack}
          </Button>
          <Button size="large" type="submit" variant="contained">
            {text.recoveryDone}
          </Button>
        </Stack>
      </Stack>
    </AccountSheet>
  )
}
