import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useText } from '../text/useText.tsx'
import { guideSteps, useReachedSteps, type GuideStep } from './guide.ts'
import { useSession } from './session.tsx'

/** One line over the page that says what to do next, and what has been done. Never over the picture. */
export function GuideStrip() {
  const { status, saveSettings } = useSession()
  const reached = useReachedSteps()
  const text = useText().frame.guide
  if (!status.settings.guide) return null
  const next = guideSteps.find((step) => !reached.has(step)) ?? null
  const close = (): void => void saveSettings({ ...status.settings, guide: false })
  return (
    <Box
      component="aside"
      aria-label={text.title}
      data-testid="guide"
      data-next={next ?? 'done'}
      sx={{ display: 'flex', alignItems: 'center', gap: 2, px: 1.5, minHeight: 36, borderBottom: 1, borderColor: 'divider', bgcolor: 'action.selected' }}
    >
      <Steps reached={reached} next={next} />
      <Typography variant="body2" role="status" sx={{ flex: 1, minWidth: 0 }}>
        {next === null ? text.done : text.steps[next]}
      </Typography>
      <Button size="small" variant={next === null ? 'contained' : 'text'} onClick={close}>
        {next === null ? text.finish : text.hide}
      </Button>
    </Box>
  )
}

function Steps({ reached, next }: { readonly reached: ReadonlySet<GuideStep>; readonly next: GuideStep | null }) {
  const text = useText().frame.guide
  return (
    <Box sx={{ display: 'flex', gap: 1, flexShrink: 0 }}>
      {guideSteps.map((step, index) => (
        <Typography
          key={step}
          component="span"
          variant="body2"
          aria-label={reached.has(step) ? text.stepDone(index + 1) : text.step(index + 1)}
          aria-current={step === next ? 'step' : undefined}
          sx={{ fontWeight: step === next ? 700 : 400, color: step === next ? 'primary.main' : 'text.secondary' }}
        >
          {reached.has(step) ? '✓' : index + 1}
        </Typography>
      ))}
    </Box>
  )
}
