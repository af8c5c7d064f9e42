import CssBaseline from '@mui/material/CssBaseline'
import { ThemeProvider } from '@mui/material/styles'
import { useEffect, type ReactNode } from 'react'
import type { Settings } from '../../src-shared/contract/account.ts'
import type { AppError } from '../../src-shared/errors.ts'
import type { Client } from '../client/client.ts'
import { ClientProvider } from '../client/ClientContext.tsx'
import { texts } from '../text/text.ts'
import { LanguageProvider } from '../text/useText.tsx'
import { Frame } from './Frame.tsx'
import { Gate } from './Gate.tsx'
import { JobsProvider } from './jobs.tsx'
import { KeysProvider } from './keys.tsx'
import { LabelSetsProvider } from './labelSets.tsx'
import { SessionProvider, useSession } from './session.tsx'
import { themeOf } from './theme.tsx'
import { usePresence } from './usePresence.ts'
import { WaitingScreen } from './WaitingScreen.tsx'

/** The window: who may see what, in which language and light. */
export function App({ client }: { readonly client: Client }) {
  return (
    <ClientProvider client={client}>
      <SessionProvider Waiting={Waiting}>
        <SignedInApp />
      </SessionProvider>
    </ClientProvider>
  )
}

function SignedInApp() {
  const { status } = useSession()
  // Before a handed-over password is changed nothing is answered: asking begins after it.
  const signedIn = status.store === 'open' && status.session?.mustChangePassword === false
  usePresence(signedIn)
  return (
    <Surroundings settings={status.settings}>
      <KeysProvider asleep={!signedIn}>
        <JobsProvider signedIn={signedIn}>
          <LabelSetsProvider signedIn={signedIn}>
            <Gate>
              <Frame />
            </Gate>
          </LabelSetsProvider>
        </JobsProvider>
      </KeysProvider>
    </Surroundings>
  )
}

/** Before the program has answered nobody's settings are known: the browser's language and light serve. */
function Waiting({ error }: { readonly error: AppError | null }) {
  const language = navigator.language.startsWith('zh') ? 'zh-CN' : 'en'
  const theme = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  return (
    <Surroundings settings={{ language, theme, guide: false }}>
      <WaitingScreen error={error} />
    </Surroundings>
  )
}

function Surroundings({ settings, children }: { readonly settings: Settings; readonly children: ReactNode }) {
  const { language, theme } = settings
  useEffect(() => {
    document.documentElement.lang = language
    document.title = texts[language].common.productName
  }, [language])
  return (
    <ThemeProvider theme={themeOf(theme)}>
      <CssBaseline />
      <LanguageProvider language={language}>{children}</LanguageProvider>
    </ThemeProvider>
  )
}
