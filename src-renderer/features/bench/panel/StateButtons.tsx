import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import Tooltip from '@mui/material/Tooltip'
import { answerStates, type AnswerState } from '../../../../src-shared/domain/label.ts'
import { useText } from '../../../text/useText.tsx'
import { answerColours, answerShapes } from './answerMarks.ts'

interface StateButtonsProps {
  readonly name: string
  readonly state: AnswerState | null
  readonly disabled: boolean
  readonly onChoose: (state: AnswerState | null) => void
}

/** Four shapes to choose from; the chosen one again clears the answer. The keys 1 to 4 and 0 do the same. */
export function StateButtons({ name, state, disabled, onChoose }: StateButtonsProps) {
  const words = useText().common.answer
  return (
    <Box role="radiogroup" aria-label={name} sx={{ display: 'flex', gap: '2px', flex: 'none' }}>
      {answerStates.map((option, index) => {
        const chosen = state === option
        return (
          <Tooltip key={option} title={`${words[option]} · ${index + 1}`}>
            <ButtonBase
              role="radio"
              aria-checked={chosen}
              aria-label={words[option]}
              tabIndex={-1}
              disabled={disabled}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onChoose(chosen ? null : option)}
              sx={{
                width: 24,
                height: 22,
                borderRadius: 0.5,
                fontSize: 14,
                fontWeight: chosen ? 700 : 400,
                border: 1,
                borderColor: chosen ? answerColours[option] : 'transparent',
                color: chosen ? answerColours[option] : 'text.secondary',
                opacity: disabled && !chosen ? 0.35 : 1,
                '&:hover': { bgcolor: 'action.hover' },
              }}
            >
              {answerShapes[option]}
            </ButtonBase>
          </Tooltip>
        )
      })}
    </Box>
  )
}
