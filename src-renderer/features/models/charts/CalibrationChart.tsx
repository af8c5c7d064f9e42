import type { LabelPerformance } from '../../../../src-shared/contract/performance.ts'
import { useText } from '../../../text/useText.tsx'
import { Diagonal, SquareAxes, squareSize, squareX, squareY } from './Axes.tsx'
import { ChartFrame, type ChartSource } from './ChartFrame.tsx'
import { useInk } from './ink.ts'
import { pointsOf } from './scale.ts'

interface LabelChartProps {
  readonly label: LabelPerformance
  readonly name: string
  readonly source: ChartSource
}

/** Whether a score may be read as a share. Nothing where nobody answered. */
export function CalibrationChart({ label, name, source }: LabelChartProps) {
  const text = useText().performance
  const ink = useInk()
  const { calibration } = label
  if (calibration.length === 0) return null
  const { from, to, meanScore, count, of, value, low, high } = text.calibrationColumns
  const rows = calibration.map((bin) => {
    const { observed } = bin
    return [bin.from, bin.to, bin.meanScore, observed.count, observed.of, observed.value, observed.low, observed.high]
  })
  const data = { columns: [from, to, meanScore, count, of, value, low, high], rows }
  return (
    <ChartFrame name={`calibration-${label.label}`} title={text.calibrationTitle(name)} description={text.calibrationDescription} source={source} size={squareSize} data={data}>
      <SquareAxes x={text.calibrationAxisX} y={text.calibrationAxisY} />
      <Diagonal />
      <polyline points={pointsOf(calibration.map((bin) => [squareX(bin.meanScore), squareY(bin.observed.value)]))} fill="none" stroke={ink.accent} strokeWidth={1.5} />
      {calibration.map(({ from: start, meanScore: score, observed }) => (
        <g key={start} stroke={ink.accent} strokeWidth={1.5}>
          <line x1={squareX(score)} x2={squareX(score)} y1={squareY(observed.low)} y2={squareY(observed.high)} />
          <line x1={squareX(score) - 4} x2={squareX(score) + 4} y1={squareY(observed.low)} y2={squareY(observed.low)} />
          <line x1={squareX(score) - 4} x2={squareX(score) + 4} y1={squareY(observed.high)} y2={squareY(observed.high)} />
          <circle cx={squareX(score)} cy={squareY(observed.value)} r={4} fill={ink.accent} stroke={ink.paper} />
        </g>
      ))}
    </ChartFrame>
  )
}
