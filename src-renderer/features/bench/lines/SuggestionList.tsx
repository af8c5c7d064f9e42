import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import ButtonBase from '@mui/material/ButtonBase'
import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import { rejectionKey, suggestionKey, type TubeSuggestion } from '../../../../src-shared/domain/tubeSuggestion.ts'
import { lineWords } from '../../../../src-shared/lineWords.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import type { Suggestions } from './useSuggestions.ts'

const small = { py: 0, px: 0.75, minWidth: 24, minHeight: 24, fontSize: 12, textTransform: 'none' } as const
const keep = { onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault() }

/** Asking for tubes, and what came of it: kind and score of each, to be accepted or rejected. */
export function SuggestionList({ suggestions, readOnly }: { readonly suggestions: Suggestions; readonly readOnly: boolean }) {
  const text = useText().tubes
  const { offered, asking, error, model, open, focused } = suggestions
  const section = useRef<HTMLDivElement>(null)
  const isShown = model !== null
  // Asked for by key while the panel stands elsewhere: what came of it must be seen.
  useEffect(() => {
    if (isShown) section.current?.scrollIntoView({ block: 'nearest' })
  }, [isShown])
  if (!offered) return <RejectedList suggestions={suggestions} readOnly />
  return (
    <Box ref={section} role="group" aria-label={text.title} data-testid="suggestions" data-state={asking ? 'asking' : model === null ? 'none' : 'shown'} data-open={open.length} sx={{ py: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1 }}>
        <Button {...keep} size="small" variant="outlined" disabled={readOnly} aria-pressed={model !== null} onClick={suggestions.toggle} sx={small}>
          {model === null ? text.suggest : text.hide} ;
        </Button>
        <DemonstrationTag />
        <Typography variant="caption" color="text.secondary" role="status">
          {asking ? text.asking : model === null ? '' : open.length === 0 ? text.none : text.found(open.length)}
        </Typography>
      </Box>
      {error !== null && <ErrorNotice error={error} />}
      {model !== null && (
        <Typography variant="caption" color="text.secondary" sx={{ display: 'block' }}>
          {text.warning}
        </Typography>
      )}
      {open.map((suggestion) => (
        <Row key={suggestionKey(suggestion)} suggestion={suggestion} suggestions={suggestions} focused={suggestion === focused} readOnly={readOnly} />
      ))}
      <RejectedList suggestions={suggestions} readOnly={readOnly} />
    </Box>
  )
}

/** What the reader did not want, kept with the read; nothing where there is none. */
function RejectedList({ suggestions: { rejected, bringBack }, readOnly }: { readonly suggestions: Suggestions; readonly readOnly: boolean }) {
  const text = useText().tubes
  const words = lineWords[useLanguage()]
  if (rejected.length === 0) return null
  return (
    <Box component="ul" aria-label={text.rejected} data-testid="rejected-suggestions" data-count={rejected.length} sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
      {rejected.map((one) => {
        const name = `${words.tube[one.tube]} · ${text.score(one.suggested.score.toFixed(2))}`
        return (
          <Box component="li" key={rejectionKey(one)} sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', columnGap: 1, minHeight: 24 }}>
            <Typography variant="body2" color="text.secondary" sx={{ fontVariantNumeric: 'tabular-nums', fontStyle: 'italic' }}>
              ✗ {text.rejected}: {name}
            </Typography>
            {!readOnly && (
              <Button {...keep} size="small" color="inherit" aria-label={`${text.bringBack}: ${name}`} onClick={() => bringBack([one])} sx={small}>
                ↩ {text.bringBack}
                {rejected.length === 1 && ' :'}
              </Button>
            )}
          </Box>
        )
      })}
      {!readOnly && rejected.length > 1 && (
        <Box component="li">
          <Button {...keep} size="small" color="inherit" onClick={() => bringBack(rejected)} sx={small}>
            ↩ {text.bringBackAll(rejected.length)} :
          </Button>
        </Box>
      )}
    </Box>
  )
}

interface RowProps {
  readonly suggestion: TubeSuggestion
  readonly suggestions: Suggestions
  readonly focused: boolean
  readonly readOnly: boolean
}

function Row({ suggestion, suggestions, focused, readOnly }: RowProps) {
  const text = useText().tubes
  const words = lineWords[useLanguage()]
  const { tube, score, tipScore, offFilm } = suggestion
  const tip = tipScore !== null ? text.tip(tipScore.toFixed(2)) : offFilm ? words.offFilm : text.noTip
  return (
    <Box data-testid="suggestion" data-tube={tube} data-focused={focused} sx={{ pl: 1, borderLeft: '2px dashed', borderColor: focused ? 'text.primary' : 'divider' }}>
      <ButtonBase {...keep} aria-current={focused} onClick={() => suggestions.focus(suggestion)} sx={{ width: '100%', justifyContent: 'flex-start', gap: 1, minHeight: 24 }}>
        <Typography variant="body2" sx={{ fontVariantNumeric: 'tabular-nums', fontStyle: 'italic' }}>
          {focused ? '▸ ' : ''}
          {words.tube[tube]} · {text.score(score.toFixed(2))} · {tip}
        </Typography>
      </ButtonBase>
      {focused && (
        <Box sx={{ display: 'flex', gap: 0.5 }}>
          <Button {...keep} size="small" variant="outlined" disabled={readOnly} onClick={() => suggestions.accept(suggestion)} sx={small}>
            ✔ {text.accept} {"'"}
          </Button>
          <Button {...keep} size="small" color="inherit" disabled={readOnly} onClick={() => suggestions.reject(suggestion)} sx={small}>
            ✗ {text.reject} {'"'}
          </Button>
        </Box>
      )}
    </Box>
  )
}
