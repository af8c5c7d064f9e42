import Box from '@mui/material/Box'
import { suggestionKey, type TubeSuggestion } from '../../../../src-shared/domain/tubeSuggestion.ts'
import { lineWords } from '../../../../src-shared/lineWords.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { applyAffine, cssMatrix } from './geometry.ts'

interface SuggestionLayerProps {
  readonly picture: PictureOnScreen
  readonly suggestions: readonly TubeSuggestion[]
  readonly focused: TubeSuggestion | null
}

const tipRadiusPx = 6

/** Suggested tubes: dashed, each with its kind, score and the word that it is a demonstration, so that none is taken for a drawn one. */
export function SuggestionLayer({ picture, suggestions, focused }: SuggestionLayerProps) {
  const state = usePictureState(picture)
  const text = useText()
  const words = lineWords[useLanguage()]
  if (state === null || suggestions.length === 0) return null
  return (
    <Box component="svg" aria-hidden data-testid="suggestion-layer" data-count={suggestions.length} sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none' }}>
      {suggestions.map((suggestion) => {
        const { tube, points, score, tipScore } = suggestion
        const line = { points: points.map(([x, y]) => `${x},${y}`).join(' '), fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round' } as const
        const [x, y] = applyAffine(state.toCanvas, points.at(-1) ?? [0, 0])
        const widthPx = suggestion === focused ? 3 : 1.75
        return (
          <g key={suggestionKey(suggestion)}>
            <g transform={cssMatrix(state.toCanvas)}>
              <polyline {...line} stroke="#000" strokeOpacity={0.55} strokeWidth={widthPx + 2} />
              <polyline {...line} stroke="#8be9fd" strokeWidth={widthPx} strokeDasharray="7 5" />
            </g>
            {tipScore !== null && <circle cx={x} cy={y} r={tipRadiusPx} fill="none" stroke="#8be9fd" strokeWidth={1.5} strokeDasharray="3 2" />}
            <text x={x + 10} y={y + 4} fontSize={12} fill="#fff" stroke="#000" strokeWidth={3} paintOrder="stroke">
              {`${words.tube[tube]} ${score.toFixed(2)} · ${text.common.demonstration}`}
            </text>
          </g>
        )
      })}
    </Box>
  )
}
