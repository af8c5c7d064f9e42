import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import type { CallName, Input } from '../../../src-shared/contract/contract.ts'
import type { Person } from '../../../src-shared/contract/people.ts'
import type { AppError } from '../../../src-shared/errors.ts'
import { useSession } from '../../app/session.tsx'
import { useClient } from '../../client/ClientContext.tsx'
import { asAppError, useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { ErrorNotice } from '../../ui/ErrorNotice.tsx'
import { PageBody } from '../../ui/PageBody.tsx'
import { AddPerson } from './AddPerson.tsx'
import { LeaveDialog } from './LeaveDialog.tsx'
import { PasswordDialog } from './PasswordDialog.tsx'
import { PeopleTable } from './PeopleTable.tsx'

/** What the dialog over the page asks, if there is one. */
type Asking = { readonly kind: 'add' } | { readonly kind: 'password' | 'leave'; readonly person: Person } | null

/** Who may work here, and as what. */
export function PeoplePage() {
  const text = useText().people
  const client = useClient()
  const { status } = useSession()
  const { loaded, reload } = useLoad('people', () => client.send('people.list', {}))
  const [asking, setAsking] = useState<Asking>(null)
  const [error, setError] = useState<AppError | null>(null)
  const change = async <N extends PeopleCommand>(name: N, input: Input<N>): Promise<void> => {
    await client.send(name, input)
    setAsking(null)
    setError(null)
    reload()
  }
  const close = (): void => setAsking(null)
  return (
    <PageBody title={text.title} action={<Button variant="contained" onClick={() => setAsking({ kind: 'add' })}>{text.add}</Button>}>
      <Typography color="textSecondary">{text.hint}</Typography>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
      {loaded.state === 'failed' && <ErrorNotice error={loaded.error} onRetry={reload} />}
      {loaded.state === 'ready' && (
        <PeopleTable
          people={loaded.value}
          myself={status.session?.userId ?? null}
          onRole={({ userId }, role) => void change('people.setRole', { userId, role }).catch((failure: unknown) => setError(asAppError(failure)))}
          onPassword={(person) => setAsking({ kind: 'password', person })}
          onLeave={(person) => setAsking({ kind: 'leave', person })}
        />
      )}
      {loaded.state === 'ready' && loaded.value.length === 1 && <Typography color="textSecondary">{text.only}</Typography>}
      {asking?.kind === 'add' && <AddPerson onAdd={(input) => change('people.add', input)} onClose={close} />}
      {asking?.kind === 'password' && (
        <PasswordDialog
          name={asking.person.name}
          onSet={(typed) => change('people.setPassword', { userId: asking.person.userId, ...typed })}
          onClose={close}
        />
      )}
      {asking?.kind === 'leave' && (
        <LeaveDialog name={asking.person.name} onLeave={() => change('people.leave', { userId: asking.person.userId })} onClose={close} />
      )}
    </PageBody>
  )
}

type PeopleCommand = Extract<CallName, 'people.add' | 'people.setRole' | 'people.setPassword' | 'people.leave'>
