import type { LabelPerformance } from '../../../../src-shared/contract/performance.ts'
import { useText } from '../../../text/useText.tsx'
import { formatScore } from '../../../ui/format.ts'
import { formatInterval } from '../figures.ts'
import { Diagonal, SquareAxes, squarePlot, squareSize, squareX, squareY } from './Axes.tsx'
import { ChartFrame, type ChartSource } from './ChartFrame.tsx'
import { useInk } from './ink.ts'
import { pointsOf } from './scale.ts'

interface LabelChartProps {
  readonly label: LabelPerformance
  /** The label's name on screen. */
  readonly name: string
  readonly source: ChartSource
}

/** Nothing where there are too few cases for a curve. */
export function RocChart({ label, name, source }: LabelChartProps) {
  const text = useText().performance
  const ink = useInk()
  const { auc, roc, sensitivity, specificity, threshold } = label
  if (auc === null) return null
  const { threshold: from, falsePositives, truePositives } = text.rocColumns
  const data = { columns: [from, falsePositives, truePositives], rows: roc.map((point) => [point.threshold, point.falsePositives, point.truePositives]) }
  const aucText = `AUC ${formatInterval(auc)}`
  return (
    <ChartFrame name={`roc-${label.label}`} title={text.rocTitle(name)} description={text.rocDescription(formatInterval(auc))} source={source} size={squareSize} data={data}>
      <SquareAxes x={text.rocAxisX} y={text.rocAxisY} />
      <Diagonal />
      <polyline points={pointsOf(roc.map((point) => [squareX(point.falsePositives), squareY(point.truePositives)]))} fill="none" stroke={ink.accent} strokeWidth={2} strokeLinejoin="round" />
      {sensitivity !== null && specificity !== null && (
        <Diamond x={squareX(1 - specificity.value)} y={squareY(sensitivity.value)} />
      )}
      <g textAnchor="end" paintOrder="stroke" stroke={ink.paper} strokeWidth={4}>
        <text x={squarePlot.right - 8} y={squarePlot.bottom - 30} fontWeight={600}>
          {aucText}
        </text>
        <text x={squarePlot.right - 8} y={squarePlot.bottom - 12}>
          {text.operatingPoint(formatScore(threshold))}
        </text>
      </g>
    </ChartFrame>
  )
}

function Diamond({ x, y }: { readonly x: number; readonly y: number }) {
  const ink = useInk()
  return <rect x={-5} y={-5} width={10} height={10} transform={`translate(${x} ${y}) rotate(45)`} fill={ink.text} stroke={ink.paper} strokeWidth={1.5} />
}
