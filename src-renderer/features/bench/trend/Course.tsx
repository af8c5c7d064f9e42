import Box from '@mui/material/Box'
import { useTheme } from '@mui/material/styles'
import type { TrendLine } from '../../../../src-shared/domain/signTrend.ts'

const [widthUnits, heightUnits, edge] = [96, 28, 4]

/** The values of one sign as a small line, with the noise about each as a band; `label` says it in words. */
export function Course({ line, label }: { readonly line: TrendLine; readonly label: string }) {
  const { palette } = useTheme()
  const { values, noise } = line
  const seen = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]))
  const low = Math.min(...seen.map(({ value }) => value)) - noise
  const high = Math.max(...seen.map(({ value }) => value)) + noise
  const x = (index: number): number => edge + (index / Math.max(1, values.length - 1)) * (widthUnits - 2 * edge)
  const y = (value: number): number => heightUnits - edge - ((value - low) / Math.max(1e-9, high - low)) * (heightUnits - 2 * edge)
  const at = (index: number, value: number): string => `${x(index).toFixed(1)},${y(value).toFixed(1)}`
  const band = [...seen.map(({ index, value }) => at(index, value + noise)), ...seen.toReversed().map(({ index, value }) => at(index, value - noise))]
  return (
    <Box component="svg" role="img" aria-label={label} viewBox={`0 0 ${widthUnits} ${heightUnits}`} sx={{ width: widthUnits, height: heightUnits }}>
      {seen.length > 1 && <polygon points={band.join(' ')} fill={palette.text.secondary} opacity={0.2} />}
      <polyline points={seen.map(({ index, value }) => at(index, value)).join(' ')} fill="none" stroke={palette.text.primary} strokeWidth={1.5} />
      {seen.map(({ index, value }) => (
        <circle key={index} cx={x(index)} cy={y(value)} r={2} fill={palette.text.primary} />
      ))}
    </Box>
  )
}
