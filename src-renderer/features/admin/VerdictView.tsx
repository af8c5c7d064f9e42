import Alert from '@mui/material/Alert'
import type { StoreVerdict } from '../../../src-shared/contract/store.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { formatCount } from '../../ui/format.ts'

/** What the check found, in words and counts. */
export function VerdictView({ verdict }: { readonly verdict: StoreVerdict }) {
  const text = useText().admin
  const language = useLanguage()
  const figure = (count: number): string => formatCount(count, language)
  const { rows, originals, audit } = verdict
  return (
    <Alert
      severity={verdict.ok ? 'success' : 'error'}
      icon={false}
      variant="outlined"
      data-testid="store-verdict"
      data-ok={verdict.ok}
    >
      <strong>{verdict.ok ? text.intact : text.broken}</strong>
      <ul>
        <li>
          {text.rows}: {text.checked(figure(rows.checked))}, {text.bad(figure(rows.bad))}
        </li>
        <li>
          {text.originals}: {text.checked(figure(originals.checked))}, {text.missing(figure(originals.missing))},{' '}
          {text.bad(figure(originals.bad))}
        </li>
        <li>
          {text.audit}: {text.checked(figure(audit.checked))}, {text.bad(figure(audit.bad))},{' '}
          {text.head[audit.headMatches ? 'true' : 'false']}
        </li>
      </ul>
    </Alert>
  )
}
