import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import type { PredictionView } from '../../../../src-shared/contract/bench.ts'
import { ccmqResults, type CcmqAnswers, type CcmqResult, type CcmqVerdict, type Constitution } from '../../../../src-shared/domain/ccmq.ts'
import type { Answer, LabelDefinition } from '../../../../src-shared/domain/label.ts'
import { isAssessed } from '../../../../src-shared/domain/labelRules.ts'
import { labelSet } from '../../../../src-shared/labels.ts'
import { evidenceRules } from '../../../../src-shared/domain/constitutionEvidence.ts'
import { signCalls } from '../../../../src-shared/domain/signCalls.ts'
import { signsAsRead } from '../../../../src-shared/domain/stainedCoating.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { formatScore } from '../../../ui/format.ts'
import { EvidenceCell } from './EvidenceCell.tsx'

interface ConstitutionTableProps {
  /** null before the reveal: the column does not exist then. */
  readonly prediction: PredictionView | null
  /** The patient's. */
  readonly answers: CcmqAnswers
  /** The reader's. */
  readonly said: readonly Answer[]
}

const shapes: Readonly<Record<CcmqVerdict, string>> = { yes: '●', basically: '◐', tendency: '◐', no: '○' }

/** The nine types, each with what the model, what the measured signs and what the questionnaire say; nothing is made of the three. */
export function ConstitutionTable({ prediction, answers, said }: ConstitutionTableProps) {
  const text = useText()
  const words = text.constitution
  const language = useLanguage()
  const definitionOf = (type: Constitution): LabelDefinition | undefined => labelSet('constitution9')?.labels.find(({ key }) => key === type)
  const signs = prediction?.tongue?.signs ?? null
  const calls = signs === null ? null : signCalls(signsAsRead(signs, said))
  return (
    <Table size="small" aria-label={words.section} data-testid="constitutions" sx={{ '& td, & th': { px: 0.5, py: 0.25, fontSize: 12.5, fontVariantNumeric: 'tabular-nums' } }}>
      <TableHead>
        <TableRow>
          <TableCell>{words.type}</TableCell>
          {prediction !== null && <TableCell>{prediction.model.demonstration ? `${words.model} (${text.common.demonstration})` : words.model}</TableCell>}
          {calls !== null && <TableCell title={words.evidenceHint(evidenceRules.version)}>{words.evidence}</TableCell>}
          <TableCell colSpan={2}>{words.questionnaire}</TableCell>
        </TableRow>
      </TableHead>
      <TableBody>
        {ccmqResults(answers).map((result) => (
          <TableRow key={result.type} data-constitution={result.type} data-verdict={result.verdict ?? 'none'}>
            <TableCell component="th" scope="row">
              {definitionOf(result.type)?.name[language] ?? result.type}
            </TableCell>
            {prediction !== null && <TableCell>{modelText(prediction, result.type)}</TableCell>}
            {calls !== null && <EvidenceCell type={result.type} calls={calls} />}
            <TableCell align="right">{result.score === null ? '–' : result.score.toFixed(1)}</TableCell>
            <TableCell>{verdictText(result)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )

  function modelText({ labels }: PredictionView, type: Constitution): string {
    const score = labels.find(({ name }) => name === type)
    if (!isAssessed('constitution9', definitionOf(type))) return text.bench.ai.notAssessed
    if (score === undefined) return text.bench.ai.noScore
    return `${formatScore(score.score)} ${text.common.answer[score.call]}`
  }

  function verdictText({ verdict, score, answered, items }: CcmqResult): string {
    if (verdict !== null) return `${shapes[verdict]} ${words.verdict[verdict]}`
    if (score !== null) return words.undecided
    return answered === 0 ? words.notAnswered : words.answeredOf(answered, items)
  }
}
