import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogTitle from '@mui/material/DialogTitle'
import LinearProgress from '@mui/material/LinearProgress'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useId, useState, type KeyboardEvent } from 'react'
import { ccmqItems, type CcmqWording } from '../../../../src-shared/domain/ccmq.ts'
import { languages, type Language } from '../../../../src-shared/domain/label.ts'
import { languageNames } from '../../../text/languageNames.ts'
import { texts } from '../../../text/text.ts'
import { useLanguage } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { KeyCap } from '../../../ui/KeyCap.tsx'
import { ResearchLine } from '../../../ui/ResearchLine.tsx'
import { AllAsked } from './AllAsked.tsx'
import { QuestionView } from './QuestionView.tsx'
import type { QuestionnaireOfCase } from './useQuestionnaire.ts'

interface QuestionnaireDialogProps {
  readonly questionnaire: QuestionnaireOfCase
  readonly wording: CcmqWording
  readonly onClose: () => void
}

/** One question at a time, in letters that a patient can read across a desk. It goes on where it stopped. */
export function QuestionnaireDialog({ questionnaire, wording, onClose }: QuestionnaireDialogProps) {
  const [language, setLanguage] = useState<Language>(useLanguage())
  const text = texts[language].constitution
  const titleId = useId()
  const asking = useAsking(questionnaire, language)
  const answered = Object.keys(questionnaire.answers).length
  return (
    <Dialog open fullScreen onClose={onClose} onKeyDown={asking.onKeyDown} aria-labelledby={titleId} slotProps={{ paper: { lang: language, 'data-testid': 'questionnaire' } as object }}>
      <DialogTitle id={titleId} sx={{ display: 'flex', alignItems: 'center', gap: 2, py: 1 }}>
        <Box sx={{ flex: 1 }}>{text.title}</Box>
        <Typography data-testid="questionnaire-progress" color="text.secondary" sx={{ fontVariantNumeric: 'tabular-nums' }}>
          {text.progress(answered, ccmqItems.length)}
        </Typography>
        <ToggleButtonGroup exclusive size="small" value={language} aria-label={text.language} onChange={(_, next: Language | null) => next !== null && setLanguage(next)}>
          {languages.map((each) => (
            <ToggleButton key={each} value={each}>
              {languageNames[each]}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button variant="outlined" onClick={onClose}>
          {text.close}
        </Button>
      </DialogTitle>
      <LinearProgress variant="determinate" value={(100 * answered) / ccmqItems.length} aria-label={text.progress(answered, ccmqItems.length)} />
      <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto', display: 'flex', flexDirection: 'column', alignItems: 'center', justifyContent: 'center', gap: 3, p: 3 }}>
        {asking.item === null ? (
          <AllAsked language={language} missing={ccmqItems.length - answered} onBack={asking.toMissing} onClose={onClose} />
        ) : (
          <QuestionView item={asking.item} place={asking.place} language={language} wording={wording} questionnaire={questionnaire} onAnswer={asking.answer} onSex={asking.say} />
        )}
        {questionnaire.error !== null && <ErrorNotice error={questionnaire.error} {...(questionnaire.unsaved > 0 && { onRetry: () => void questionnaire.flush() })} />}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, px: 3, py: 1, borderTop: 1, borderColor: 'divider', flexWrap: 'wrap' }}>
        <Button disabled={asking.place === 0} onClick={() => asking.step(-1)}>
          ← {text.back}
        </Button>
        <Button disabled={asking.item === null} onClick={() => asking.step(1)}>
          {text.forward} →
        </Button>
        <KeyHints language={language} />
        <Box sx={{ flex: 1 }} />
        <Typography variant="caption" color="text.secondary">
          {text.words(wording.name)}
        </Typography>
        <ResearchLine />
      </Box>
    </Dialog>
  )
}

function KeyHints({ language }: { readonly language: Language }) {
  const { keys } = texts[language].constitution
  return (
    <Typography variant="caption" color="text.secondary" component="div" sx={{ display: 'flex', gap: 0.75, alignItems: 'center', flexWrap: 'wrap' }}>
      <KeyCap chord="1" />–<KeyCap chord="5" /> {keys.answer} · <KeyCap chord="←" /> <KeyCap chord="→" /> {keys.step} · <KeyCap chord="0" /> {keys.clear} · <KeyCap chord="N" /> {keys.missing} · <KeyCap chord="Esc" /> {keys.close}
    </Typography>
  )
}

function useAsking(questionnaire: QuestionnaireOfCase, language: Language) {
  const { answers, sex } = questionnaire
  const missing = (from: number): number => {
    const open = ccmqItems.flatMap(({ key }, index) => (answers[key] === undefined ? [index] : []))
    return open.find((index) => index >= from) ?? open[0] ?? ccmqItems.length
  }
  const [place, setPlace] = useState(() => missing(0))
  const item = ccmqItems[place] ?? null
  const step = (by: number): void => setPlace(Math.min(ccmqItems.length, Math.max(0, place + by)))
  const answer = (score: number | null): void => {
    if (item === null) return
    questionnaire.answer(item.key, score, language)
    if (score !== null) step(1)
  }
  const say = (index: number): void => questionnaire.setSex(index === 1 ? 'female' : 'male', language)
  const asksSex = item?.bySex === true && sex === null
  const press = (key: string): boolean => {
    if (/^[1-5]$/u.test(key)) {
      if (!asksSex) answer(Number(key))
      else if (key < '3') say(Number(key))
    } else if (key === '0') answer(null)
    else if (key === 'ArrowLeft' || key === 'ArrowUp' || key === 'Backspace') step(-1)
    else if (key === 'ArrowRight' || key === 'ArrowDown') step(1)
    else if (key === 'Home') setPlace(0)
    else if (key === 'n' || key === 'N') setPlace(missing(place + 1))
    else return false
    return true
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.nativeEvent.isComposing) return
    if (press(event.key)) event.preventDefault()
  }
  return { place, item, step, answer, say, onKeyDown, toMissing: () => setPlace(missing(0)) }
}
