import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'
import { themes, type Theme } from '../../../src-shared/contract/account.ts'
import { languages, type Language } from '../../../src-shared/domain/label.ts'
import { KeyList } from '../../app/KeySheet.tsx'
import { useSession } from '../../app/session.tsx'
import { languageNames } from '../../text/languageNames.ts'
import { useText } from '../../text/useText.tsx'
import { PageBody } from '../../ui/PageBody.tsx'

export function SettingsPage() {
  const text = useText()
  const { status, saveSettings } = useSession()
  const { settings } = status
  return (
    <PageBody title={text.admin.settingsTitle}>
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
      <Section title={text.admin.keys}>
        <Typography color="textSecondary" sx={{ mb: 1 }}>
          {text.admin.keysHint}
        </Typography>
        <KeyList />
      </Section>
    </PageBody>
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
