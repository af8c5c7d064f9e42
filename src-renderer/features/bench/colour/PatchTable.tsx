import Box from '@mui/material/Box'
import type { ChartPatch, ColourCalibration } from '../../../../src-shared/domain/colourCalibration.ts'
import type { Lab } from '../../../../src-shared/domain/analysis.ts'
import { useText } from '../../../text/useText.tsx'

const words = (lab: Lab): string => lab.map((value) => value.toFixed(0)).join(' ')

/** Every patch: as photographed, corrected, as it should be, how far apart, and why it was left out. Folded until asked for. */
export function PatchTable({ calibration: { table } }: { readonly calibration: ColourCalibration }) {
  const text = useText().calibration
  const cell = { py: 0, px: 0.25, textAlign: 'left', verticalAlign: 'top', fontWeight: 400 } as const
  return (
    <Box component="details" data-testid="patch-table" sx={{ fontSize: 11.5 }}>
      <Box component="summary" sx={{ cursor: 'pointer' }}>
        {text.patches}
      </Box>
      <Box component="table" sx={{ borderCollapse: 'collapse', width: '100%', fontVariantNumeric: 'tabular-nums' }}>
        <thead>
          <Box component="tr" sx={{ color: 'text.secondary' }}>
            {[text.patch, text.photographed, text.after, text.reference, 'ΔE00'].map((name) => (
              <Box component="th" scope="col" key={name} sx={cell}>
                {name}
              </Box>
            ))}
          </Box>
        </thead>
        <tbody>
          {table.map((patch) => (
            <Row key={patch.index} patch={patch} />
          ))}
        </tbody>
      </Box>
    </Box>
  )
}

function Row({ patch }: { readonly patch: ChartPatch }) {
  const text = useText().calibration
  const cell = { py: 0, px: 0.25, textAlign: 'left', verticalAlign: 'top', fontWeight: 400 } as const
  const { index, photographed, corrected, reference, deltaE00, fault } = patch
  return (
    <Box component="tr" sx={{ borderTop: 1, borderColor: 'divider', color: fault === null ? undefined : 'text.secondary' }}>
      <Box component="th" scope="row" sx={cell}>
        {text.patchNames[index] ?? patch.name}
        {fault !== null && <Box component="span" sx={{ display: 'block' }}>✕ {text.fault[fault]}</Box>}
      </Box>
      {[words(photographed), words(corrected), words(reference), deltaE00.toFixed(1)].map((value, column) => (
        <Box component="td" key={['photographed', 'corrected', 'reference', 'difference'][column]} sx={{ ...cell, whiteSpace: 'nowrap' }}>
          {value}
        </Box>
      ))}
    </Box>
  )
}
