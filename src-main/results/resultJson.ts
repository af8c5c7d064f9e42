import { isNote } from '../../src-shared/domain/mark.ts'
import { originWords, traceWords } from '../../src-shared/lineWords.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { radElementSets, tubeCodes } from './codes.ts'
import { distanceOf } from './distance.ts'
import { codeOfLabel, resultFlags, toldFacts } from './flags.ts'
import { uidOfMark } from './identity.ts'
import type { ResultSubject, ResultTube } from './subject.ts'

/** Of the form below; it grows by one when a member changes its meaning or goes. */
const schemaVersion = 1

/** The signed read as JSON. Distances: `mm` or `px`, never both. Reader and model stand apart. Points in pixels of the film, (0, 0) the outer corner of its first pixel. */
export function resultJson(subject: ResultSubject): string {
  const { reported, films, tubes, naming, readingSeconds, batch, softwareVersion } = subject
  const { row, read, signature, run } = reported
  const own = new Set(films.map(({ image }) => image.imageId))
  return `${JSON.stringify(
    {
      schema: 'ctranscnn-results',
      schemaVersion,
      researchUseOnly: researchUseOnly.en,
      software: { name: 'CTransCNN Workstation', version: softwareVersion },
      identity: naming.identity,
      case: { id: row.caseId, patient: row.pseudonym, task: row.task },
      read: { version: read.version, reader: read.reader, signer: signature.signer, signedAt: signature.signedAt, recordSha256: signature.recordSha256, amendmentReason: read.amendmentReason, readingSeconds, signedInBatch: batch, impression: read.impression },
      films: films.map(({ image, source, spacing, marks }) => ({
        image: image.imageId,
        sha256: image.sha256,
        widthPx: image.widthPx,
        heightPx: image.heightPx,
        dicom: source === null ? null : { studyInstanceUid: source.studyUid, seriesInstanceUid: source.seriesUid, sopClassUid: source.sopClass, sopInstanceUid: source.sopInstance },
        calibration: spacing,
        marks: naming.identity === 'original' ? marks : marks.filter((mark) => !isNote(mark)),
      })),
      tubes: tubes.map((tube) => tubeFacts(subject, tube)),
      // Suggested by the demonstration model on these films, and not wanted by the reader.
      rejectedSuggestions: read.rejectedTubes.filter(({ imageId }) => own.has(imageId)).map(({ imageId, tube, suggested }) => ({ image: imageId, kind: tube, ...suggested, demonstration: true })),
      marksOnOtherFilms: read.marks.filter(({ imageId }) => !own.has(imageId)).length,
      rules: read.lines === null ? null : read.lines.rules,
      model: run === null ? null : { ...run.model, runId: run.runId },
      flags: resultFlags(subject).map(({ labelSet, label, answer, disputed, model }) => ({
        labelSet,
        label: label.key,
        name: label.datasetName ?? label.name.en,
        reader: { state: answer?.state ?? null, blindState: answer?.blindState ?? null, decision: answer?.decision ?? null, reason: answer?.reason ?? '', disputed },
        model: model === null ? null : { score: model.score, threshold: model.threshold, call: model.call },
      })),
      communications: read.communications.map(toldFacts),
    },
    null,
    1,
  )}\n`
}

function tubeFacts(subject: ResultSubject, tube: ResultTube): Record<string, unknown> {
  const { mark, film, finding, name } = tube
  const distance = distanceOf(tube)
  return {
    name,
    trackingUid: uidOfMark(mark.markId),
    image: film.image.imageId,
    kind: mark.tube,
    codes: [tubeCodes[mark.tube], radElementSets[mark.tube]].filter((code) => code !== undefined),
    points: mark.points,
    tip: mark.tipEnd,
    sidePort: mark.sidePort,
    offFilm: mark.offFilm,
    course: mark.course,
    origin: originWords(mark, 'en'),
    readerLabel: codeOfLabel(subject, mark.label)?.value ?? null,
    distance: distance === null ? null : { [distance.unit]: distance.value, to: distance.landmark, along: distance.along, side: distance.side },
    calibration: film.spacing?.source ?? null,
    rule: finding === null ? null : { flag: finding.flag, urgency: finding.urgency, id: finding.trace.at(-1)?.rule.id ?? null, version: finding.version, trace: traceWords(finding, 'en') },
  }
}
