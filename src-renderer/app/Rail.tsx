import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import BackupOutlined from '@mui/icons-material/BackupOutlined'
import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined'
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined'
import HubOutlined from '@mui/icons-material/HubOutlined'
import JoinInnerOutlined from '@mui/icons-material/JoinInnerOutlined'
import LabelOutlined from '@mui/icons-material/LabelOutlined'
import SettingsOutlined from '@mui/icons-material/SettingsOutlined'
import PeopleOutlined from '@mui/icons-material/PeopleOutlined'
import ViewListOutlined from '@mui/icons-material/ViewListOutlined'
import type { SvgIconComponent } from '@mui/icons-material'
import type { Permission } from '../../src-shared/contract/call.ts'
import { contract } from '../../src-shared/contract/contract.ts'
import { permissionsOf } from '../../src-shared/contract/permissions.ts'
import { useText } from '../text/useText.tsx'
import { onRailKey, railId } from './railKeys.ts'
import { formatRoute, noFilter, type PageName } from './routes.ts'
import { useSession } from './session.tsx'

/** Pages without an entry of their own stand under another one's. */
const placeOf = { case: 'worklist', progress: 'worklist', versions: 'models', performance: 'models' } as const

interface Entry {
  readonly page: Exclude<PageName, keyof typeof placeOf>
  readonly Icon: SvgIconComponent
  /** Who may not do this finds nothing behind the entry, and does not see it. */
  readonly needs: Permission
}

const entries: readonly Entry[] = [
  { page: 'worklist', Icon: ViewListOutlined, needs: 'case.read' },
  { page: 'import', Icon: FileDownloadOutlined, needs: 'image.import' },
  { page: 'exports', Icon: FileUploadOutlined, needs: 'export.run' },
  { page: 'labels', Icon: LabelOutlined, needs: contract['labels.list'].needs },
  { page: 'models', Icon: HubOutlined, needs: 'model.read' },
  { page: 'agreement', Icon: JoinInnerOutlined, needs: contract['agreement.show'].needs },
  { page: 'people', Icon: PeopleOutlined, needs: 'people.manage' },
  { page: 'backups', Icon: BackupOutlined, needs: contract['backup.status'].needs },
  { page: 'audit', Icon: FactCheckOutlined, needs: contract['audit.list'].needs },
  { page: 'settings', Icon: SettingsOutlined, needs: 'public' },
]

export function Rail({ page }: { readonly page: PageName }) {
  const text = useText().frame
  const { status } = useSession()
  const allowed = permissionsOf(status.session?.role ?? 'reader')
  const shown = page in placeOf ? placeOf[page as keyof typeof placeOf] : page
  return (
    <Box
      component="nav"
      id={railId}
      aria-label={text.navigation}
      onKeyDown={onRailKey}
      sx={{ width: 76, borderRight: 1, borderColor: 'divider', bgcolor: 'background.paper', py: 0.5 }}
    >
      {entries.filter(({ needs }) => allowed.has(needs)).map(({ page: name, Icon }) => (
        <ButtonBase
          key={name}
          component="a"
          href={formatRoute(name === 'worklist' ? { page: name, filter: noFilter } : { page: name })}
          aria-current={shown === name ? 'page' : undefined}
          sx={{
            width: '100%',
            flexDirection: 'column',
            gap: 0.25,
            py: 1,
            fontSize: 12,
            borderLeft: 3,
            borderColor: shown === name ? 'primary.main' : 'transparent',
            color: shown === name ? 'primary.main' : 'text.secondary',
            '&:hover': { bgcolor: 'action.hover' },
          }}
        >
          <Icon fontSize="small" />
          {text.pages[name]}
        </ButtonBase>
      ))}
    </Box>
  )
}
