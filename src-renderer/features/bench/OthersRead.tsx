import Button from '@mui/material/Button'
import Stack from '@mui/material/Stack'
import { useState } from 'react'
import { permissionsOf } from '../../../src-shared/contract/permissions.ts'
import type { CaseId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'

interface OthersReadProps {
  readonly caseId: CaseId
  readonly onOpened: () => void
}

/** Somebody else is reading the case: the two ways on, and neither shows what they have answered so far. */
export function OthersRead({ caseId, onOpened }: OthersReadProps) {
  const client = useClient()
  const { status } = useSession()
  const text = useText().bench.second
  const [error, setError] = useState(() => new AppError('read.others'))
  const mayTakeOver = permissionsOf(status.session?.role ?? 'reader').has('read.sign')
  const go = (name: 'read.second' | 'read.takeOver'): void =>
    void client.send(name, { caseId }).then(onOpened, (failure: unknown) => setError(asAppError(failure)))
  return (
    <Stack sx={{ gap: 2 }} data-testid="others-read">
      <ErrorNotice error={error} />
      <Stack direction="row" sx={{ gap: 1 }}>
        <Button variant="contained" onClick={() => go('read.second')}>
          {text.begin}
        </Button>
        {mayTakeOver && (
          <Button variant="outlined" onClick={() => go('read.takeOver')}>
            {text.takeOver}
          </Button>
        )}
      </Stack>
    </Stack>
  )
}
