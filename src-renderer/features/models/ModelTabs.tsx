import Box from '@mui/material/Box'
import ButtonBase from '@mui/material/ButtonBase'
import { formatRoute } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'

const tabs = ['models', 'performance', 'versions'] as const

/** The pages about models; each has an address of its own. */
export function ModelTabs({ page }: { readonly page: (typeof tabs)[number] }) {
  const text = useText()
  const names = { models: text.models.tab, performance: text.performance.tab, versions: text.versions.tab }
  return (
    <Box component="nav" aria-label={text.models.title} sx={{ display: 'flex', borderBottom: 1, borderColor: 'divider' }}>
      {tabs.map((name) => (
        <ButtonBase
          key={name}
          component="a"
          href={formatRoute(name === 'performance' ? { page: name, modelId: null } : { page: name })}
          aria-current={page === name ? 'page' : undefined}
          sx={{
            px: 2,
            py: 1,
            fontSize: 14,
            fontWeight: 500,
            borderBottom: 2,
            borderColor: page === name ? 'primary.main' : 'transparent',
            color: page === name ? 'primary.main' : 'text.secondary',
            '&:hover': { bgcolor: 'action.hover' },
          }}
        >
          {names[name]}
        </ButtonBase>
      ))}
    </Box>
  )
}
