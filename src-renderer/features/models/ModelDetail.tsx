import Box from '@mui/material/Box'
import Link from '@mui/material/Link'
import Paper from '@mui/material/Paper'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { ModelRow } from '../../../src-shared/contract/models.ts'
import { formatRoute } from '../../app/routes.ts'
import { useText } from '../../text/useText.tsx'
import { Markdown } from '../../ui/Markdown.tsx'
import { formatInterval } from './figures.ts'

/** One model: what it reaches, where it ends, and its card. */
export function ModelDetail({ model }: { readonly model: ModelRow }) {
  const { models: text, performance } = useText()
  return (
    <Paper variant="outlined" data-testid="model-detail" sx={{ p: 2 }}>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        {text.hash} <code>{model.sha256}</code>
      </Typography>
      {model.kind === 'classifier' && (
        <Link href={formatRoute({ page: 'performance', modelId: model.id })} sx={{ display: 'inline-block', mt: 1 }}>
          {performance.openPerformance}
        </Link>
      )}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(360px, 1fr))', gap: 3, mt: 1.5 }}>
        <Metrics metrics={model.metrics} />
        <Limits limits={model.limits} />
      </Box>
      <Typography variant="h3" sx={{ mt: 2 }}>
        {text.card}
      </Typography>
      <Markdown source={model.card} />
    </Paper>
  )
}

function Metrics({ metrics }: Pick<ModelRow, 'metrics'>) {
  const text = useText().models
  return (
    <Box>
      <Typography variant="h3">{text.metrics}</Typography>
      <Table>
        <TableBody>
          {Object.entries(metrics).map(([name, metric]) => (
            <TableRow key={name}>
              <TableCell>{name}</TableCell>
              <TableCell sx={{ whiteSpace: 'nowrap' }}>
                {formatInterval(metric)}
              </TableCell>
              <TableCell sx={{ color: 'text.secondary' }}>{metric.note}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Box>
  )
}

function Limits({ limits }: Pick<ModelRow, 'limits'>) {
  return (
    <Box>
      <Typography variant="h3">{useText().models.limits}</Typography>
      <Box component="ul" sx={{ pl: 2.5, mt: 1 }}>
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </Box>
    </Box>
  )
}
