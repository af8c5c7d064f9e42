import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import { useId } from 'react'
import type { Read } from '../../../../src-shared/contract/bench.ts'
import type { TongueSigns } from '../../../../src-shared/domain/tongueSigns.ts'
import { useText } from '../../../text/useText.tsx'
import type { PlacedSign } from '../overlay/signPlaces.ts'
import { signRows, type SignRow } from './signRows.ts'

interface SignTableProps {
  readonly signs: TongueSigns
  /** What was measured in the model's own outline, where `signs` are of the reader's. */
  readonly model: TongueSigns | null
  readonly read: Read
  readonly shown: PlacedSign | null
  readonly onShow: (sign: PlacedSign | null) => void
}

const cell = { py: 0.25, pr: 1, verticalAlign: 'baseline', textAlign: 'left', fontWeight: 'normal' } as const

/** Each sign with its value, how sure it is, where the reader says otherwise, and a button that shows why. */
export function SignTable({ signs, model, read, shown, onShow }: SignTableProps) {
  const text = useText().signs
  return (
    <Box component="table" aria-label={text.table} data-testid="sign-table" sx={{ width: '100%', borderCollapse: 'collapse' }}>
      <tbody>
        {signRows(signs, read, text, model).map((row) => (
          <Row key={row.sign} row={row} shown={row.placed !== null && row.placed === shown} onShow={onShow} />
        ))}
      </tbody>
    </Box>
  )
}

function Row({ row, shown, onShow }: { readonly row: SignRow; readonly shown: boolean; readonly onShow: SignTableProps['onShow'] }) {
  const text = useText().signs
  const { sign, value, detail, confidence, placed } = row
  const nameId = useId()
  return (
    <>
      <Box component="tr" data-sign={sign}>
        <Box component="th" scope="row" id={nameId} sx={cell}>
          <Typography variant="body2" color="text.secondary" noWrap>
            {text.name[sign]}
          </Typography>
        </Box>
        <ValueCell row={row} />
        <Box component="td" sx={{ ...cell, whiteSpace: 'nowrap' }}>
          <Tooltip title={text.confidenceHint}>
            <Typography variant="caption" color="text.secondary" component="span" aria-label={text.confidence(Math.round(confidence * 100))}>
              {value === null ? '–' : `${Math.round(confidence * 100)} %`}
            </Typography>
          </Tooltip>
        </Box>
        <Box component="td" sx={{ ...cell, pr: 0 }}>
          {placed !== null && (
            <ToggleButton size="small" value={placed} selected={shown} aria-label={text.show(text.name[sign])} onMouseDown={(event) => event.preventDefault()} onChange={() => onShow(shown ? null : placed)} sx={{ py: 0, px: 0.75, minHeight: 24, whiteSpace: 'nowrap' }}>
              {text.why}
            </ToggleButton>
          )}
        </Box>
      </Box>
      {detail !== null && (
        <tr data-detail-of={sign}>
          <Box component="td" colSpan={4} headers={nameId} sx={{ ...cell, pt: 0 }}>
            <Typography variant="body2">{detail}</Typography>
          </Box>
        </tr>
      )}
    </>
  )
}

/** The value, what the model has instead, and that the reader says otherwise. */
function ValueCell({ row: { value, reason, modelValue, contradicted } }: { readonly row: SignRow }) {
  const text = useText().signs
  const corrected = useText().tongueEdit
  return (
    <Box component="td" sx={{ ...cell, width: '100%' }}>
      <Typography variant="body2" color={value === null ? 'text.secondary' : 'text.primary'}>
        {value ?? `${text.notSeen}: ${text.reason[reason ?? 'too-small']}`}
      </Typography>
      {modelValue !== null && (
        <Typography variant="caption" color="text.secondary" component="div" data-testid="model-value">
          {corrected.modelSays(modelValue)}
        </Typography>
      )}
      {contradicted.length > 0 && (
        <Typography variant="caption" color="warning.main">
          ≠ {text.contradicted}
        </Typography>
      )}
    </Box>
  )
}
