import type { Point } from '../../../../src-shared/domain/mark.ts'
import { percent } from '../../../../src-shared/domain/signValues.ts'
import { useText } from '../../../text/useText.tsx'
import { applyAffine, type Affine } from './geometry.ts'
import type { VeinTicks } from './signPlaces.ts'
import { outerEnd, tickMarks } from './veinTicks.ts'

interface VeinTicksLayerProps {
  readonly veins: readonly VeinTicks[]
  readonly toCanvas: Affine
}

const pens = [
  { stroke: '#000', strokeOpacity: 0.65, extraPx: 2.25 },
  { stroke: '#fff', strokeOpacity: 1, extraPx: 0 },
] as const

/**
 * Ticks across each vein where its width was measured, light upon dark; the widest has caps, is drawn thicker, and says its width
 * beside the vein, on the side away from the other one.
 */
export function VeinTicksLayer({ veins, toCanvas }: VeinTicksLayerProps) {
  const text = useText().signs
  const middles = veins.flatMap(({ course }) => course).map((point) => applyAffine(toCanvas, point))
  return veins.map(({ ticks, widest, course }) => {
    const label = widest === null ? null : outerEnd([applyAffine(toCanvas, widest.from), applyAffine(toCanvas, widest.to)], veins.length > 1 ? middles : [])
    return (
      <g key={String(course[0])} data-testid="vein-ticks" data-count={ticks.length}>
        {pens.map(({ extraPx, ...pen }) =>
          ticks.map((tick) => {
            const isWidest = tick.from === widest?.from
            const ends: readonly [Point, Point] = [applyAffine(toCanvas, tick.from), applyAffine(toCanvas, tick.to)]
            return <path key={`${tick.from[0]}/${tick.from[1]}`} {...pen} d={tickMarks(ends, isWidest)} fill="none" strokeWidth={(isWidest ? 2.25 : 1.25) + extraPx} />
          }),
        )}
        {widest !== null && label !== null && (
          <text x={label.at[0]} y={label.at[1]} textAnchor={label.anchor} fontSize={12} fill="#fff" stroke="#000" strokeWidth={3} paintOrder="stroke" data-testid="vein-widest">
            {text.widest(percent(widest.widthShare), widest.widthPx.toFixed(0))}
          </text>
        )}
      </g>
    )
  })
}
