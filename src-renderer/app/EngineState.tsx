import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Popover from '@mui/material/Popover'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { EngineStatus, ProviderAttempt } from '../../src-shared/contract/models.ts'
import { useText } from '../text/useText.tsx'
import { barButton } from './barButton.ts'

/** Filled for an accelerator, half for the CPU, a ring while starting, a cross when it is gone. */
const shapeOf = ({ state, provider }: EngineStatus): string => {
  if (state === 'failed') return '✕'
  if (state !== 'ready') return '○'
  return provider === 'cpu' || provider === null ? '◐' : '●'
}

/** The provider in use, in words and as a shape; a click tells which ones were tried and why they are not used. */
export function EngineState({ engine }: { readonly engine: EngineStatus }) {
  const text = useText().frame
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const inUse = engine.provider === null ? text.engine.ready : text.provider[engine.provider]
  const word = engine.state === 'ready' ? inUse : text.engineShort[engine.state]
  return (
    <>
      <ButtonBase
        data-testid="engine-state"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ ...barButton, color: engine.state === 'failed' ? 'error.main' : 'text.secondary' }}
      >
        {text.engineLabel} {shapeOf(engine)} {word}
      </ButtonBase>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      >
        <Box sx={{ p: 2, maxWidth: 560 }}>
          <Typography variant="h3">{text.engine[engine.state]}</Typography>
          <EngineAttempts attempts={engine.attempts} />
        </Box>
      </Popover>
    </>
  )
}

export function EngineAttempts({ attempts }: { readonly attempts: readonly ProviderAttempt[] }) {
  const text = useText().frame
  return (
    <Table aria-label={text.attempts}>
      <TableBody>
        {attempts.map((attempt) => (
          <TableRow key={attempt.provider}>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{text.provider[attempt.provider]}</TableCell>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{text.outcome[attempt.outcome]}</TableCell>
            <TableCell sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{attempt.reason}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
