import Button from '@mui/material/Button'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Switch from '@mui/material/Switch'
import Typography from '@mui/material/Typography'
import { useState, type ReactNode } from 'react'
import { themes, type Theme } from '../../../src-shared/contract/account.ts'
import { languages, type Language } from '../../../src-shared/domain/label.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { restartGuide } from '../../app/guide.ts'
import { KeyList } from '../../app/KeySheet.tsx'
import { navigate, noFilter } from '../../app/routes.ts'
import { useSamples } from '../../app/samples.ts'
import { useSession } from '../../app/session.tsx'
import { languageNames } from '../../text/languageNames.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { LineRulesChoice } from './LineRulesChoice.tsx'
import { QuestionnaireWords } from './QuestionnaireWords.tsx'
import { RetrainingSchedule } from './RetrainingSchedule.tsx'
import { ScreenGreys } from './ScreenGreys.tsx'
import { ScreenSize } from './ScreenSize.tsx'

export function SettingsPage() {
  const text = useText()
  const { status } = useSession()
  return (
    <PageBody title={text.admin.settingsTitle}>
      <Appearance />
      <Section title={text.admin.screen}>
        <ScreenSize />
        <ScreenGreys />
      </Section>
      <Help />
      {status.session?.role === 'admin' && (
        <>
          <Section title={text.lines.adminTitle}>
            <LineRulesChoice />
          </Section>
          <Section title={text.constitution.wordsTitle}>
            <QuestionnaireWords />
          </Section>
          <Section title={text.retraining.title}>
            <RetrainingSchedule />
          </Section>
        </>
      )}
      <Section title={text.admin.keys}>
        <Typography color="textSecondary" sx={{ mb: 1 }}>
          {text.admin.keysHint}
        </Typography>
        <KeyList />
      </Section>
    </PageBody>
  )
}

/** Language and light. */
function Appearance() {
  const text = useText()
  const { status, saveSettings } = useSession()
  const { settings } = status
  return (
    <>
      <Section title={text.admin.language}>
          <RadioGroup
            row
            value={settings.language}
            onChange={(_, language) => void saveSettings({ ...settings, language: language as Language })}
          >
            {languages.map((language) => (
              <FormControlLabel
                key={language}
                value={language}
                control={<Radio size="small" />}
                label={languageNames[language]}
              />
            ))}
          </RadioGroup>
        </Section>
        <Section title={text.admin.theme}>
          <RadioGroup
            row
            value={settings.theme}
            onChange={(_, theme) => void saveSettings({ ...settings, theme: theme as Theme })}
          >
            {themes.map((theme) => (
              <FormControlLabel
                key={theme}
                value={theme}
                control={<Radio size="small" />}
                label={text.frame.themes[theme]}
              />
            ))}
          </RadioGroup>
        </Section>
    </>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Typography variant="h2" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      {children}
    </section>
  )
}

/** The way in for who is new here. */
function Help() {
  const text = useText()
  const { status, saveSettings } = useSession()
  const { settings } = status
  const [error, setError] = useState<AppError | null>(null)
  const samples = useSamples(setError)
  const openSamples = async (): Promise<void> => {
    await samples.open()
    navigate({ page: 'worklist', filter: noFilter })
  }
  const showGuide = (guide: boolean): void => {
    if (guide) restartGuide()
    void saveSettings({ ...settings, guide })
  }
  return (
    <Section title={text.admin.help}>
      <FormControlLabel
        control={<Switch checked={settings.guide} onChange={(_, guide) => showGuide(guide)} />}
        label={text.admin.guide}
      />
      <Typography color="textSecondary" sx={{ mt: 1 }}>
        {text.admin.samplesHint}
      </Typography>
      <Button variant="outlined" sx={{ mt: 1 }} onClick={() => void openSamples()}>
        {text.worklist.samples}
      </Button>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </Section>
  )
}
