import { answerStates, type AnswerState } from '../../../../src-shared/domain/label.ts'
import { useText } from '../../../text/useText.tsx'
import { answerShapes } from './answerMarks.ts'

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
    <div role="radiogroup" aria-label={name} className="label-states">
      {answerStates.map((option, index) => {
        const chosen = state === option
        return (
          <button
            key={option}
            type="button"
            role="radio"
            aria-checked={chosen}
            aria-label={words[option]}
            title={`${words[option]} · ${index + 1}`}
            className="label-state"
            data-option={option}
            tabIndex={-1}
            disabled={disabled}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(chosen ? null : option)}
          >
            {answerShapes[option]}
          </button>
        )
      })}
    </div>
  )
}
