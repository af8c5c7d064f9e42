import Button from '@mui/material/Button'
import { ownLineRules } from '../../../src-shared/domain/lineRules.ts'
import { useClient } from '../../client/ClientContext.tsx'
import { useLoad } from '../../client/useLoad.ts'
import { useText } from '../../text/useText.tsx'
import { formatDateTime } from '../../ui/format.ts'
import { saveFile } from '../../ui/saveFile.ts'
import { LoadedChoice } from './LoadedChoice.tsx'

/** Which rules tubes are judged by from now on; others are loaded from a file. */
export function LineRulesChoice() {
  const text = useText().lines
  const client = useClient()
  const { loaded, reload } = useLoad('lineRules', () => client.send('lineRules.list', {}))
  const list = loaded.state === 'ready' ? loaded.value : null
  return (
    <LoadedChoice
      title={text.adminTitle}
      hint={text.adminHint}
      list={list && { ownLabel: text.adminOwn(list.ownVersion), inUse: list.inUse, loaded: list.loaded.map(({ rulesId, name, version, by, at }) => ({ id: rulesId, label: text.adminLoaded(name, version, by, formatDateTime(at)) })) }}
      loadLabel={text.adminLoad}
      accept=".json"
      onLoad={(file) => client.send('lineRules.load', file)}
      onChoose={(rulesId) => client.send('lineRules.choose', { rulesId })}
      onChanged={reload}
    >
      <Button onClick={() => saveFile('line-rules.json', new Blob([`${JSON.stringify(ownLineRules, null, 2)}\n`], { type: 'application/json' }))}>{text.adminSave}</Button>
    </LoadedChoice>
  )
}
