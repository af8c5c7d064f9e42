import { useText } from '../../../text/useText.tsx'
import { ChartFrame, type ChartSource } from './ChartFrame.tsx'
import { useInk } from './ink.ts'
import { linear, ticks, type Scale } from './scale.ts'

interface Bounds {
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** One label: the AUC on the model's card and the one over the signed cases here. */
export interface AucRow {
  readonly key: string
  readonly name: string
  readonly reported: Bounds | null
  /** What the card adds, such as that there were too few cases. */
  readonly note: string | null
  readonly here: Bounds | null
  /** Why there is none here. */
  readonly missing: string | null
}

const [widthUnits, nameUnits, rowUnits, topUnits, bottomUnits] = [860, 190, 30, 34, 44]

/** A dot and its whisker for each label. */
export function AucChart({ rows, source }: { readonly rows: readonly AucRow[]; readonly source: ChartSource }) {
  const text = useText().performance
  const ink = useInk()
  const from = lowestOf(rows)
  const x = linear([from, 1], [nameUnits, widthUnits - 24])
  const bottom = topUnits + rows.length * rowUnits
  const bounds = (name: string): readonly string[] => [`AUC, ${name}`, `${text.calibrationColumns.low}, ${name}`, `${text.calibrationColumns.high}, ${name}`]
  const cells = (value: Bounds | null) => [value?.value ?? null, value?.low ?? null, value?.high ?? null]
  const data = {
    columns: [text.columns.label, ...bounds(text.reported), ...bounds(text.here)],
    rows: rows.map(({ name, reported, here }) => [name, ...cells(reported), ...cells(here)]),
  }
  return (
    <ChartFrame name="auc" title={text.aucTitle} description={text.aucDescription} source={source} size={[widthUnits, bottom + bottomUnits]} data={data}>
      <Legend />
      {ticks(from, 1, 0.1).map((value) => (
        <g key={value}>
          <line x1={x(value)} x2={x(value)} y1={topUnits} y2={bottom} stroke={value === 0.5 ? ink.quiet : ink.line} strokeDasharray={value === 0.5 ? '2 5' : undefined} strokeWidth={value === 0.5 ? 1.5 : 1} />
          <text x={x(value)} y={bottom + 18} textAnchor="middle" fill={ink.quiet}>
            {value.toFixed(1)}
          </text>
        </g>
      ))}
      <text x={(nameUnits + widthUnits) / 2} y={bottom + 38} textAnchor="middle">
        {text.aucAxis}
      </text>
      {rows.map((row, index) => (
        <LabelLine key={row.key} row={row} x={x} middle={topUnits + (index + 0.5) * rowUnits} />
      ))}
    </ChartFrame>
  )
}

/** A tenth under the lowest value, and never more than chance. */
function lowestOf(rows: readonly AucRow[]): number {
  const values = rows.flatMap(({ reported, here }) => [reported, here].flatMap((bounds) => (bounds === null ? [] : [bounds.low ?? bounds.value])))
  return Math.max(0, Math.min(4, ...values.map((value) => Math.floor(value * 10))) / 10)
}

function Legend() {
  const text = useText().performance
  const ink = useInk()
  return (
    <g>
      <Whisker bounds={{ value: 0.5, low: 0, high: 1 }} x={linear([0, 1], [nameUnits, nameUnits + 40])} y={14} kind="reported" />
      <text x={nameUnits + 50} y={18}>
        {text.reported}
      </text>
      <Whisker bounds={{ value: 0.5, low: 0, high: 1 }} x={linear([0, 1], [nameUnits + 200, nameUnits + 240])} y={14} kind="here" />
      <text x={nameUnits + 250} y={18}>
        {text.here}
      </text>
      <line x1={nameUnits + 420} x2={nameUnits + 420} y1={4} y2={24} stroke={ink.quiet} strokeDasharray="2 5" strokeWidth={1.5} />
      <text x={nameUnits + 430} y={18}>
        {text.chance}
      </text>
    </g>
  )
}

interface LabelLineProps {
  readonly row: AucRow
  readonly x: Scale
  readonly middle: number
}

function LabelLine({ row, x, middle }: LabelLineProps) {
  const ink = useInk()
  const { name, reported, here, missing } = row
  return (
    <g>
      <text x={nameUnits - 12} y={middle + 4} textAnchor="end">
        {name}
      </text>
      {reported !== null && <Whisker bounds={reported} x={x} y={middle - 6} kind="reported" />}
      {here !== null && <Whisker bounds={here} x={x} y={middle + 6} kind="here" />}
      {here === null && missing !== null && (
        <text x={nameUnits + 6} y={middle + 10} fontSize={10} fill={ink.quiet} paintOrder="stroke" stroke={ink.paper} strokeWidth={3}>
          {missing}
        </text>
      )}
    </g>
  )
}

interface WhiskerProps {
  readonly bounds: Bounds
  readonly x: Scale
  readonly y: number
  /** Told apart by marker and dashes, not by colour alone. */
  readonly kind: 'reported' | 'here'
}

function Whisker({ bounds: { value, low, high }, x, y, kind }: WhiskerProps) {
  const ink = useInk()
  const isHere = kind === 'here'
  const colour = isHere ? ink.accent : ink.quiet
  return (
    <g stroke={colour} strokeWidth={1.75}>
      {low !== null && high !== null && <line x1={x(low)} x2={x(high)} y1={y} y2={y} strokeDasharray={isHere ? undefined : '4 3'} />}
      {isHere ? <rect x={x(value) - 4} y={y - 4} width={8} height={8} fill={colour} /> : <circle cx={x(value)} cy={y} r={4} fill={ink.paper} />}
    </g>
  )
}
