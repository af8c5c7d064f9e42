import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Link from '@mui/material/Link'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import type { Acceptance, LearningTask, ModelVersion } from '../../../../src-shared/contract/learning.ts'
import type { VersionId } from '../../../../src-shared/domain/ids.ts'
import { formatRoute } from '../../../app/routes.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { formatCount, formatDateTime } from '../../../ui/format.ts'
import { nameOf, obstacleTo, versionBefore } from './standing.ts'

interface VersionActions {
  readonly onCompare: (version: ModelVersion) => void
  readonly onActivate: (version: ModelVersion) => void
  readonly onRollBack: () => void
}

interface VersionTableProps {
  readonly loop: LearningTask
  readonly comparing: boolean
  /** The added version whose comparison is on show. */
  readonly chosenId: VersionId | null
  readonly onChoose: (version: ModelVersion) => void
  /** null: this person may only look. */
  readonly actions: VersionActions | null
}

/** The program's own version and those that were added, each with what it must reach and how it did. */
export function VersionTable({ loop, comparing, chosenId, onChoose, actions }: VersionTableProps) {
  const text = useText().versions
  const columns = ['name', 'state', 'added', 'acceptance', 'comparison', ...(actions === null ? [] : (['action'] as const))] as const
  return (
    <Table aria-label={text.listTitle}>
      <TableHead>
        <TableRow>
          {columns.map((column) => (
            <TableCell key={column}>{text.columns[column]}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {loop.versions.map((version) => (
          <TableRow
            key={version.versionId ?? 'own'}
            data-version={nameOf(version)}
            data-state={version.state}
            selected={version.versionId !== null && version.versionId === chosenId}
          >
            <TableCell>
              <Link href={formatRoute({ page: 'performance', modelId: version.modelId })} sx={{ fontWeight: 600 }}>
                {nameOf(version)}
              </Link> {version.demonstration && <DemonstrationTag />}
            </TableCell>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{text.states[version.state]}</TableCell>
            <TableCell sx={{ whiteSpace: 'nowrap' }}>{version.addedAt === null ? text.shipped : formatDateTime(version.addedAt)}</TableCell>
            <TableCell>{version.acceptance && <AcceptanceText {...version.acceptance} />}</TableCell>
            <TableCell>{version.versionId !== null && <Standing version={version} onChoose={onChoose} />}</TableCell>
            {actions !== null && (
              <TableCell>
                <RowActions version={version} loop={loop} comparing={comparing} actions={actions} />
              </TableCell>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function AcceptanceText({ largestLoss, minimumCases }: Acceptance) {
  const text = useText().versions
  return text.acceptance(String(largestLoss), formatCount(minimumCases, useLanguage()))
}

interface StandingProps {
  readonly version: ModelVersion
  readonly onChoose: (version: ModelVersion) => void
}

function Standing({ version, onChoose }: StandingProps) {
  const text = useText().versions
  const { comparison, state } = version
  if (comparison === null) return state === 'active' ? null : <Typography variant="body2" color="textSecondary">{text.notCompared}</Typography>
  return (
    <Box data-verdict={comparison.verdict} sx={{ display: 'flex', alignItems: 'center', gap: 1, whiteSpace: 'nowrap' }}>
      {text.verdicts[comparison.verdict]}
      <Button aria-label={`${text.show} ${nameOf(version)}`} onClick={() => onChoose(version)}>
        {text.show}
      </Button>
    </Box>
  )
}

interface RowActionsProps {
  readonly version: ModelVersion
  readonly loop: LearningTask
  readonly comparing: boolean
  readonly actions: VersionActions
}

function RowActions({ version, loop, comparing, actions }: RowActionsProps) {
  const text = useText().versions
  const name = nameOf(version)
  if (version.state === 'active') {
    if (versionBefore(loop) === null) return null
    return (
      <Button variant="outlined" onClick={actions.onRollBack}>
        {text.rollBack}
      </Button>
    )
  }
  if (version.versionId === null) return null
  const obstacle = obstacleTo(version)
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
      <Button variant="outlined" disabled={comparing} aria-label={`${text.compare} ${name}`} onClick={() => actions.onCompare(version)}>
        {version.comparison === null ? text.compare : text.compareAgain}
      </Button>
      <Button variant="contained" disabled={obstacle !== null || comparing} aria-label={`${text.activate} ${name}`} onClick={() => actions.onActivate(version)}>
        {text.activate}
      </Button>
      {obstacle !== null && (
        <Typography variant="caption" color="textSecondary">
          {text.whyNot[obstacle]}
        </Typography>
      )}
    </Box>
  )
}
