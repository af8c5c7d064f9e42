import Box from '@mui/material/Box'
import { useText } from '../text/useText.tsx'
import { formatScore } from './format.ts'

interface ScoreBarProps {
  /** 0 … 1. */
  readonly score: number
  /** The model's operating point on the same scale. */
  readonly threshold: number
  readonly widthPx?: number
}

/**
 * A score against its operating point: the point is always the middle of the bar, so that bars of labels with different
 * thresholds can be compared. Over the point the bar is filled and starts at the middle; under it, it is hollow.
 */
export function ScoreBar({ score, threshold, widthPx = 72 }: ScoreBarProps) {
  const text = useText().common
  const place = centredPlace(score, threshold)
  const over = score >= threshold
  const name = `${formatScore(score)}, ${text.operatingPoint(formatScore(threshold))}`
  return (
    <Box
      role="img"
      aria-label={name}
      title={name}
      sx={{
        position: 'relative',
        width: widthPx,
        height: 8,
        flex: 'none',
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.5,
      }}
    >
      <Box
        sx={{
          position: 'absolute',
          top: 0,
          bottom: 0,
          left: `${Math.min(place, 0.5) * 100}%`,
          width: `${Math.abs(place - 0.5) * 100}%`,
          bgcolor: over ? 'primary.main' : 'transparent',
          border: over ? 0 : 1,
          borderColor: 'text.secondary',
        }}
      />
      <Box sx={{ position: 'absolute', left: '50%', top: -3, bottom: -3, width: '1px', bgcolor: 'text.primary' }} />
    </Box>
  )
}

/** Maps 0 … threshold … 1 to 0 … 0.5 … 1, piecewise linear. */
export function centredPlace(score: number, threshold: number): number {
  if (score < threshold) return threshold === 0 ? 0.5 : (0.5 * score) / threshold
  return threshold === 1 ? 0.5 : 0.5 + (0.5 * (score - threshold)) / (1 - threshold)
}
