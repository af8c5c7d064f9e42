import Box from '@mui/material/Box'
import { lazy, Suspense, useEffect, useState } from 'react'
import { AgreementPage } from '../features/agreement/AgreementPage.tsx'
import { AuditPage } from '../features/admin/AuditPage.tsx'
import { SettingsPage } from '../features/admin/SettingsPage.tsx'
import { BackupPage } from '../features/backup/BackupPage.tsx'
import { ExportPage } from '../features/exporting/ExportPage.tsx'
import { ImportPage } from '../features/importing/ImportPage.tsx'
import { LabelSetsPage } from '../features/labels/LabelSetsPage.tsx'
import { ModelsPage } from '../features/models/ModelsPage.tsx'
import { PeoplePage } from '../features/account/PeoplePage.tsx'
import { PerformancePage } from '../features/models/performance/PerformancePage.tsx'
import { VersionsPage } from '../features/models/versions/VersionsPage.tsx'
import { ProgressPage } from '../features/progress/ProgressPage.tsx'
import { WorklistPage } from '../features/worklist/WorklistPage.tsx'
import { useText } from '../text/useText.tsx'
import { FrameFooter } from './FrameFooter.tsx'
import { noteStep } from './guide.ts'
import { GuideStrip } from './GuideStrip.tsx'
import { KeySheet } from './KeySheet.tsx'
import { useKeys } from './keys.tsx'
import { Rail } from './Rail.tsx'
import { focusRail } from './railKeys.ts'
import { noFilter, navigate, useRoute, type Route } from './routes.ts'
import { useSession } from './session.tsx'
import { TopBar } from './TopBar.tsx'

/** The viewer and its codecs are the largest part of the program: fetched when the first case is opened. */
const BenchPage = lazy(async () => ({ default: (await import('../features/bench/BenchPage.tsx')).BenchPage }))

/** Rail, status, the page and the footer that never goes away. */
export function Frame() {
  const route = useRoute()
  const text = useText().frame
  const { lock } = useSession()
  const [sheetOpen, setSheetOpen] = useState(false)
  const showKeys = (): void => {
    setSheetOpen(true)
    noteStep('keys')
  }
  useEffect(() => {
    if (route.page === 'case') noteStep('open')
  }, [route.page])
  useKeys('frame', text.navigation, [
    { chords: ['?'], label: text.keyShow, run: showKeys },
    { chords: ['F6'], label: text.keyPages, inTextFields: true, run: focusRail },
    { chords: ['Ctrl+K'], label: text.keySearch, inTextFields: true, run: focusSearch },
    { chords: ['Ctrl+Alt+L'], label: text.keyLock, inTextFields: true, run: () => void lock() },
  ])
  return (
    <Box sx={{ height: '100%', display: 'grid', gridTemplate: '40px minmax(0, 1fr) 24px / auto minmax(0, 1fr)' }}>
      <TopBar onShowKeys={showKeys} />
      <Rail page={route.page} />
      <Box sx={{ minWidth: 0, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        <GuideStrip />
        <Box component="main" sx={{ flex: 1, minHeight: 0, overflow: 'auto', position: 'relative' }}>
          <Suspense fallback={null}>
            <Page route={route} />
          </Suspense>
        </Box>
      </Box>
      <FrameFooter />
      <KeySheet open={sheetOpen} onClose={() => setSheetOpen(false)} />
    </Box>
  )
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'worklist':
      return <WorklistPage filter={route.filter} />
    case 'case':
      return <BenchPage key={route.caseId} caseId={route.caseId} filter={route.filter} />
    case 'progress':
      return <ProgressPage />
    case 'import':
      return <ImportPage />
    case 'exports':
      return <ExportPage />
    case 'labels':
      return <LabelSetsPage />
    case 'models':
      return <ModelsPage />
    case 'agreement':
      return <AgreementPage />
    case 'people':
      return <PeoplePage />
    case 'performance':
      return <PerformancePage modelId={route.modelId} />
    case 'versions':
      return <VersionsPage />
    case 'backups':
      return <BackupPage />
    case 'audit':
      return <AuditPage />
    case 'settings':
      return <SettingsPage />
  }
}

/** On another page the worklist is shown first; its search box takes the focus once it is there. */
function focusSearch(): void {
  const box = (): HTMLElement | null => document.querySelector('[data-search-box]')
  if (box() === null) navigate({ page: 'worklist', filter: noFilter })
  requestAnimationFrame(() => box()?.focus())
}
