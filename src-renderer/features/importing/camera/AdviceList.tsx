import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined'
import ErrorOutlineOutlined from '@mui/icons-material/ErrorOutlineOutlined'
import InfoOutlined from '@mui/icons-material/InfoOutlined'
import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import type { CaptureAdvice } from '../../../../src-shared/domain/captureAdvice.ts'
import { useText } from '../../../text/useText.tsx'

const signs = { refused: ErrorOutlineOutlined, improve: InfoOutlined, good: CheckCircleOutlined } as const
const colours = { refused: 'error', improve: 'warning', good: 'success' } as const

/** A verdict by its sign, its word and its colour. */
export function VerdictSign({ verdict, words }: { readonly verdict: CaptureAdvice['verdict']; readonly words: string }) {
  const Sign = signs[verdict]
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
      <Sign fontSize="small" color={colours[verdict]} />
      <Typography component="span" sx={{ fontWeight: 600 }}>
        {words}
      </Typography>
    </Box>
  )
}

/** What to do for a better photo, read out as it changes. */
export function AdviceList({ advice }: { readonly advice: CaptureAdvice }) {
  const text = useText().camera
  return (
    <Box role="status" data-testid="capture-advice" data-verdict={advice.verdict} sx={{ minHeight: 120 }}>
      <VerdictSign verdict={advice.verdict} words={text.verdict[advice.verdict]} />
      <Box component="ul" sx={{ m: 0, mt: 1, pl: 2.5 }}>
        {advice.hints.map((hint) => (
          <Typography component="li" key={hint}>
            {text.hints[hint]}
          </Typography>
        ))}
      </Box>
    </Box>
  )
}
