import { useInk } from './ink.ts'
import { linear, ticks, type Scale } from './scale.ts'

/** The part of a drawing that values are drawn in. */
export interface Plot {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** A square from 0 to 1 both ways, as curves of shares want it. */
export const squareSize = [420, 400] as const
export const squarePlot: Plot = { left: 56, right: 404, top: 12, bottom: 348 }
export const squareX: Scale = linear([0, 1], [squarePlot.left, squarePlot.right])
export const squareY: Scale = linear([0, 1], [squarePlot.bottom, squarePlot.top])

const shares = ticks(0, 1, 0.2)

interface AxesProps {
  readonly x: string | null
  readonly y: string
}

/** Frame, grid and names of a square drawing; without `x` what lies below is the drawing's own. */
export function SquareAxes({ x, y }: AxesProps) {
  const ink = useInk()
  const { left, right, top, bottom } = squarePlot
  const middle = (top + bottom) / 2
  return (
    <g>
      {shares.map((share) => (
        <g key={share} stroke={ink.line} strokeWidth={1}>
          <line x1={left} x2={right} y1={squareY(share)} y2={squareY(share)} />
          {x !== null && <line x1={squareX(share)} x2={squareX(share)} y1={top} y2={bottom} />}
          <text x={left - 8} y={squareY(share) + 4} textAnchor="end" stroke="none" fill={ink.quiet}>
            {share.toFixed(1)}
          </text>
          {x !== null && (
            <text x={squareX(share)} y={bottom + 18} textAnchor="middle" stroke="none" fill={ink.quiet}>
              {share.toFixed(1)}
            </text>
          )}
        </g>
      ))}
      <text x={(left + right) / 2} y={bottom + 40} textAnchor="middle">
        {x}
      </text>
      <text x={14} y={middle} textAnchor="middle" transform={`rotate(-90 14 ${middle})`}>
        {y}
      </text>
    </g>
  )
}

/** From corner to corner, where what is drawn would be chance or agreement. */
export function Diagonal() {
  const ink = useInk()
  return <line x1={squareX(0)} y1={squareY(0)} x2={squareX(1)} y2={squareY(1)} stroke={ink.quiet} strokeDasharray="2 5" strokeWidth={1.5} />
}
