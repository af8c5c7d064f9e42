import { codes, own, ownCodes, stateCodes } from './codes.ts'
import { codeItem, container, nameItem, numberItem, textItem, uidItem, type Item } from './content.ts'
import { resultFlags } from './flags.ts'
import type { ResultSubject } from './subject.ts'

const groupTemplate = '1501'

/** What the reader answered to every label, with the answer before the model was shown and what was decided on its call. */
export function readerGroup(subject: ResultSubject): Item {
  const { reported, naming } = subject
  const answers = resultFlags(subject).map(({ code, answer, disputed }) =>
    codeItem('CONTAINS', code, stateCodes[answer?.state ?? 'unanswered'], [
      ...(answer === null || answer.blindState === null ? [] : [codeItem('HAS PROPERTIES', ownCodes.blindAnswer, stateCodes[answer.blindState])]),
      ...(answer === null || answer.decision === null ? [] : [codeItem('HAS PROPERTIES', ownCodes.decision, own(answer.decision, answer.decision === 'accepted' ? 'Accepted' : 'Overruled'))]),
      ...(answer === null || answer.reason.trim() === '' ? [] : [textItem('HAS PROPERTIES', ownCodes.reason, answer.reason.trim())]),
      ...(disputed ? [codeItem('HAS PROPERTIES', ownCodes.dispute, ownCodes.disputed)] : []),
    ]),
  )
  return container(
    codes.group,
    [
      textItem('HAS OBS CONTEXT', codes.trackingId, 'Reader'),
      uidItem('HAS OBS CONTEXT', codes.trackingUid, naming.made('sr/reader')),
      codeItem('HAS OBS CONTEXT', codes.observerType, codes.person),
      nameItem('HAS OBS CONTEXT', codes.personName, reported.read.reader),
      codeItem('CONTAINS', codes.finding, ownCodes.readerAnswers),
      ...answers,
    ],
    groupTemplate,
  )
}

/** The scores of the run that the reader saw, each with its operating point and the call made there; nothing where none was shown. */
export function modelGroup(subject: ResultSubject): readonly Item[] {
  const { reported, naming } = subject
  const { run } = reported
  if (run === null) return []
  const scores = resultFlags(subject).flatMap(({ code, model }) =>
    model === null
      ? []
      : [
          numberItem('CONTAINS', code, { value: model.score, unit: codes.noUnit }, [
            numberItem('HAS PROPERTIES', ownCodes.threshold, { value: model.threshold, unit: codes.noUnit }),
            codeItem('HAS PROPERTIES', ownCodes.call, stateCodes[model.call]),
          ]),
        ],
  )
  const demonstration = run.model.demonstration ? [textItem('CONTAINS', codes.comment, 'Demonstration model: trained on generated pictures; its scores say nothing about real cases.')] : []
  return [
    container(
      codes.group,
      [
        textItem('HAS OBS CONTEXT', codes.trackingId, 'Model'),
        uidItem('HAS OBS CONTEXT', codes.trackingUid, naming.made('sr/model')),
        codeItem('HAS OBS CONTEXT', codes.observerType, codes.device),
        uidItem('HAS OBS CONTEXT', codes.deviceUid, naming.device),
        textItem('HAS OBS CONTEXT', codes.algorithmName, run.model.id),
        textItem('HAS OBS CONTEXT', codes.algorithmVersion, `${run.model.version} SHA-256 ${run.model.sha256}`),
        codeItem('CONTAINS', codes.finding, ownCodes.modelOutput),
        ...demonstration,
        ...scores,
      ],
      groupTemplate,
    ),
  ]
}
