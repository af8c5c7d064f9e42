import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import BackupOutlined from '@mui/icons-material/BackupOutlined'
import FileDownloadOutlined from '@mui/icons-material/FileDownloadOutlined'
import FileUploadOutlined from '@mui/icons-material/FileUploadOutlined'
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined'
import HubOutlined from '@mui/icons-material/HubOutlined'
import LabelOutlined from '@mui/icons-material/LabelOutlined'
import SettingsOutlined from '@mui/icons-material/SettingsOutlined'
import ViewListOutlined from '@mui/icons-material/ViewListOutlined'
import type { SvgIconComponent } from '@mui/icons-material'
import { useText } from '../text/useText.tsx'
import { formatRoute, noFilter, type PageName } from './routes.ts'

const entries: readonly { readonly page: Exclude<PageName, 'case'>; readonly Icon: SvgIconComponent }[] = [
  { page: 'worklist', Icon: ViewListOutlined },
  { page: 'import', Icon: FileDownloadOutlined },
  { page: 'exports', Icon: FileUploadOutlined },
  { page: 'labels', Icon: LabelOutlined },
  { page: 'models', Icon: HubOutlined },
  { page: 'backups', Icon: BackupOutlined },
  { page: 'audit', Icon: FactCheckOutlined },
  { page: 'settings', Icon: SettingsOutlined },
]

export function Rail({ page }: { readonly page: PageName }) {
  const text = useText().frame
  const shown = page === 'case' ? 'worklist' : page
  return (
    <Box
      component="nav"
      aria-label={text.navigation}
      sx={{ width: 76, borderRight: 1, borderColor: 'divider', bgcolor: 'background.paper', py: 0.5 }}
    >
      {entries.map(({ page: name, Icon }) => (
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
