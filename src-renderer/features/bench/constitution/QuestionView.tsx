import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { sexes, textKeyOf, type CcmqItem, type CcmqWording } from '../../../../src-shared/domain/ccmq.ts'
import type { Language } from '../../../../src-shared/domain/label.ts'
import { texts } from '../../../text/text.ts'
import type { QuestionnaireOfCase } from './useQuestionnaire.ts'

interface QuestionViewProps {
  readonly item: CcmqItem
  readonly place: number
  readonly language: Language
  readonly wording: CcmqWording
  readonly questionnaire: QuestionnaireOfCase
  readonly onAnswer: (score: number) => void
  /** 1 female, 2 male, as the keys count. */
  readonly onSex: (number: number) => void
}

/** One question and its five answers; before the one that depends on it, which form is to be asked. */
export function QuestionView({ item, place, language, wording, questionnaire, onAnswer, onSex }: QuestionViewProps) {
  const text = texts[language].constitution
  const key = textKeyOf(item, questionnaire.sex)
  const given = questionnaire.answers[item.key]
  return (
    <>
      <Typography color="text.secondary" sx={{ fontSize: 18 }}>
        {wording.period[language]}
      </Typography>
      <Typography component="h3" aria-live="polite" data-testid="question" data-item={item.key} sx={{ fontSize: 'clamp(26px, 3vw, 44px)', lineHeight: 1.35, textAlign: 'center', maxWidth: 1100, minHeight: '2.7em', display: 'grid', alignItems: 'center' }}>
        {`${place + 1}. ${key === null ? text.whichForm : (wording.items[key]?.[language] ?? '')}`}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', justifyContent: 'center' }}>
        {key === null
          ? sexes.map((sex, index) => <Choice key={sex} number={index + 1} name={text.sex[sex]} chosen={false} onChoose={() => onSex(index + 1)} />)
          : wording.scale[language].map((name, index) => <Choice key={name} number={index + 1} name={name} chosen={given === index + 1} onChoose={() => onAnswer(index + 1)} />)}
      </Box>
      {item.bySex && questionnaire.sex !== null && (
        <Button onClick={() => onSex(questionnaire.sex === 'female' ? 2 : 1)}>{text.otherForm[questionnaire.sex]}</Button>
      )}
    </>
  )
}

interface ChoiceProps {
  readonly number: number
  readonly name: string
  readonly chosen: boolean
  readonly onChoose: () => void
}

function Choice({ number, name, chosen, onChoose }: ChoiceProps) {
  return (
    <Button size="large" variant={chosen ? 'contained' : 'outlined'} aria-pressed={chosen} onClick={onChoose} sx={{ fontSize: 20, minWidth: 168, minHeight: 72, textTransform: 'none' }}>
      {chosen ? '✔ ' : ''}
      {number} · {name}
    </Button>
  )
}
