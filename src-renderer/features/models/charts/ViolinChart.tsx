import { useId } from 'react'
import type { LabelPerformance, ScoreSpread } from '../../../../src-shared/contract/performance.ts'
import { fewestOfEach } from '../../../../src-shared/contract/learning.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { formatCount, formatScore } from '../../../ui/format.ts'
import { SquareAxes, squarePlot, squareSize, squareX, squareY } from './Axes.tsx'
import { ChartFrame, type ChartSource } from './ChartFrame.tsx'
import { density } from './density.ts'
import { useInk } from './ink.ts'
import { pointsOf, ticks } from './scale.ts'

interface LabelChartProps {
  readonly label: LabelPerformance
  readonly name: string
  readonly source: ChartSource
}

const halfWidth = 74
const answers = ['absent', 'present'] as const
const middleOf = { absent: squareX(0.26), present: squareX(0.74) } as const

/** How the scores of cases answered absent and present are spread. Nothing where nobody answered. */
export function ViolinChart({ label, name, source }: LabelChartProps) {
  const text = useText()
  const ink = useInk()
  const { threshold } = label
  if (label.present === null && label.absent === null) return null
  const { answer, count, lowerQuartile, median, upperQuartile } = text.performance.violinColumns
  const rows = answers.flatMap((state) => {
    const spread = label[state]
    return spread === null ? [] : [[text.common.answer[state], spread.count, spread.lowerQuartile, spread.median, spread.upperQuartile]]
  })
  const data = { columns: [answer, count, lowerQuartile, median, upperQuartile], rows }
  return (
    <ChartFrame name={`violin-${label.label}`} title={text.performance.violinTitle(name)} description={text.performance.violinDescription} source={source} size={squareSize} data={data}>
      <SquareAxes x={null} y={text.performance.violinAxisY} />
      {answers.map((state) => (
        <AnswerSpread key={state} state={state} spread={label[state]} />
      ))}
      <line x1={squarePlot.left} x2={squarePlot.right} y1={squareY(threshold)} y2={squareY(threshold)} stroke={ink.text} strokeDasharray="7 4" />
      <text x={squarePlot.right - 4} y={squareY(threshold) + (threshold > 0.9 ? 16 : -6)} textAnchor="end" paintOrder="stroke" stroke={ink.paper} strokeWidth={4}>
        {text.common.operatingPoint(formatScore(threshold))}
      </text>
    </ChartFrame>
  )
}

function AnswerSpread({ state, spread }: { readonly state: (typeof answers)[number]; readonly spread: ScoreSpread | null }) {
  const text = useText().common
  const language = useLanguage()
  const middle = middleOf[state]
  return (
    <g>
      {spread !== null && (spread.count < fewestOfEach ? <Dots middle={middle} bins={spread.bins} /> : <Violin middle={middle} spread={spread} hatched={state === 'absent'} />)}
      <text x={middle} y={squarePlot.bottom + 20} textAnchor="middle">
        {text.answer[state]} (n = {formatCount(spread?.count ?? 0, language)})
      </text>
    </g>
  )
}

/** Fewer cases than an outline could be drawn of: each by itself. */
function Dots({ middle, bins }: { readonly middle: number; readonly bins: readonly number[] }) {
  const ink = useInk()
  const places = bins.flatMap((count, place) => ticks(0, count - 1, 1).map((index) => [middle + 10 * index, squareY((place + 0.5) / bins.length)] as const))
  return places.map(([x, y]) => <circle key={`${x} ${y}`} cx={x} cy={y} r={4} fill={ink.accent} />)
}

interface ViolinProps {
  readonly middle: number
  readonly spread: ScoreSpread
  /** Hatched and filled tell the two apart without their colour. */
  readonly hatched: boolean
}

function Violin({ middle, spread, hatched }: ViolinProps) {
  const ink = useInk()
  const hatch = useId()
  const { bins, lowerQuartile, median, upperQuartile } = spread
  const outline = density(bins).map((height, place) => [height * halfWidth, squareY((place + 0.5) / bins.length)] as const)
  const right = outline.map(([width, y]) => [middle + width, y] as const)
  const left = outline.map(([width, y]) => [middle - width, y] as const).toReversed()
  return (
    <g>
      <defs>
        <pattern id={hatch} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1={0} x2={0} y1={0} y2={6} stroke={ink.quiet} strokeWidth={1.5} />
        </pattern>
      </defs>
      <polygon points={pointsOf([...right, ...left])} fill={hatched ? `url(#${hatch})` : ink.accent} fillOpacity={hatched ? 1 : 0.45} stroke={hatched ? ink.quiet : ink.accent} strokeWidth={1.5} />
      <line x1={middle} x2={middle} y1={squareY(lowerQuartile)} y2={squareY(upperQuartile)} stroke={ink.text} strokeWidth={6} strokeLinecap="round" />
      <circle cx={middle} cy={squareY(median)} r={4.5} fill={ink.paper} stroke={ink.text} strokeWidth={1.5} />
    </g>
  )
}
