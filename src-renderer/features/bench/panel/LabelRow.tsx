import Typography from '@mui/material/Typography'
import { useEffect, useRef } from 'react'
import type { GivenAnswer } from '../../../../src-shared/domain/given.ts'
import type { Answer, AnswerState, Decision, LabelDefinition } from '../../../../src-shared/domain/label.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { GivenLine } from './GivenLine.tsx'
import { AiLine, type AiFacts } from './AiLine.tsx'
import { StateButtons } from './StateButtons.tsx'

export interface LabelRowProps {
  readonly definition: LabelDefinition
  readonly answer: Answer | null
  readonly focused: boolean
  readonly readOnly: boolean
  /** null before the reveal: the row then has no place for it. */
  readonly ai: AiFacts | null
  /** What others said of it before it came here; empty before the reveal. */
  readonly given: readonly { readonly item: GivenAnswer; readonly decision: Decision | null }[]
  readonly onFocus: () => void
  readonly onChoose: (state: AnswerState | null) => void
}

/** One label: name, four states, the state in words; after the reveal the model's line under it. */
export function LabelRow({ definition, answer, focused, readOnly, ai, given, onFocus, onChoose }: LabelRowProps) {
  const language = useLanguage()
  const text = useText()
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (focused) row.current?.scrollIntoView({ block: 'nearest' })
  }, [focused])
  const state = answer?.state ?? null
  const name = definition.name[language]
  const hint = definition.hint?.[language]
  const word = state === null ? text.bench.label.unanswered : text.common.answer[state]
  return (
    <div ref={row} role="group" aria-label={name} aria-current={focused} className="label-row" data-label={definition.key} data-state={state ?? 'unanswered'} onMouseDown={onFocus}>
      <div className="label-line">
        <span className="label-name" title={hint === undefined ? name : `${name}: ${hint}`}>
          {name}
        </span>
        <StateButtons name={name} state={state} disabled={readOnly} onChoose={onChoose} />
        <span className="label-word" title={word} data-state={state ?? 'unanswered'}>
          {word}
        </span>
      </div>
      {focused && hint !== undefined && hint !== '' && (
        <Typography variant="caption" color="text.secondary" sx={{ display: 'block' }}>
          {hint}
        </Typography>
      )}
      {ai !== null && <AiLine ai={ai} answer={answer} focused={focused} readOnly={readOnly} />}
      {given.map(({ item, decision }) => (
        <GivenLine key={item.givenId} item={item} answer={answer} decision={decision} />
      ))}
    </div>
  )
}
