import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import type { Questionnaire } from '../../../../src-shared/contract/questionnaire.ts'
import { ccmqItems } from '../../../../src-shared/domain/ccmq.ts'
import type { CaseId } from '../../../../src-shared/domain/ids.ts'
import type { Answer } from '../../../../src-shared/domain/label.ts'
import { useKeys } from '../../../app/keys.tsx'
import { useText } from '../../../text/useText.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { Section } from '../panel/Section.tsx'
import { ConstitutionTable } from './ConstitutionTable.tsx'
import { QuestionnaireDialog } from './QuestionnaireDialog.tsx'
import { useQuestionnaire } from './useQuestionnaire.ts'

interface ConstitutionSectionProps {
  readonly caseId: CaseId
  readonly phase: string
  /** null before the reveal. */
  readonly prediction: PredictionView | null
  /** What the reader has answered: a stain takes the coating's colour out of the evidence. */
  readonly said: readonly Answer[]
}

/** What the model and what the patient say of the nine constitutions, beside each other; nothing is made of the two. */
export function ConstitutionSection({ caseId, phase, prediction, said }: ConstitutionSectionProps) {
  const text = useText().constitution
  const questionnaire = useQuestionnaire(caseId, phase)
  const [open, setOpen] = useState(false)
  const { view, answers, error } = questionnaire
  const current = view?.current ?? null
  const signed = current?.signed === true
  // Pressed before the answers are here, it opens as soon as they are.
  const begin = (): void => setOpen(!signed)
  useKeys('questionnaire', text.title, [{ chords: ['Shift+C'], label: text.open, run: begin }])
  const answered = Object.keys(answers).length
  return (
    <Section title={text.section} aside={<Standing current={current} answered={answered} />}>
      <ConstitutionTable prediction={prediction} answers={answers} said={said} />
      {error !== null && !open && <ErrorNotice error={error} {...(questionnaire.unsaved > 0 && { onRetry: () => void questionnaire.flush() })} />}
      {questionnaire.unsaved > 0 && <Typography variant="caption">△ {text.unsaved(questionnaire.unsaved)}</Typography>}
      {signed ? (
        <Amend onAmend={questionnaire.amend} />
      ) : (
        <Button variant="outlined" disabled={view === null} onClick={begin} data-testid="open-questionnaire">
          {answered === 0 ? text.open : text.goOn} (⇧C)
        </Button>
      )}
      {open && !signed && view !== null && <QuestionnaireDialog questionnaire={questionnaire} wording={view.wording} onClose={() => setOpen(false)} />}
    </Section>
  )
}

/** How far it is, which version it is, and whether a signature stands for it. */
function Standing({ current, answered }: { readonly current: Questionnaire | null; readonly answered: number }) {
  const text = useText().constitution
  const parts = [
    text.progress(answered, ccmqItems.length),
    ...(current === null || current.version === 1 ? [] : [text.version(current.version)]),
    ...(current === null ? [] : [current.signed ? `✔ ${text.signed}` : text.notSigned]),
  ]
  return (
    <Typography variant="caption" color="text.secondary" data-testid="questionnaire-standing">
      {parts.join(' · ')}
    </Typography>
  )
}

/** A signed version is not changed; a new one begins with its answers. */
function Amend({ onAmend }: { readonly onAmend: (reason: string) => Promise<boolean> }) {
  const text = useText().constitution
  const [reason, setReason] = useState('')
  return (
    <Box component="form" sx={{ display: 'flex', gap: 1, mt: 0.5 }} onSubmit={(event) => {
      event.preventDefault()
      if (reason.trim() !== '') void onAmend(reason.trim()).then((begun) => begun && setReason(''))
    }}>
      <TextField fullWidth label={text.amendReason} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { maxLength: 200 } }} />
      <Button type="submit" variant="outlined" disabled={reason.trim() === ''} sx={{ whiteSpace: 'nowrap' }}>
        {text.amend}
      </Button>
    </Box>
  )
}
