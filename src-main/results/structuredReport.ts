import { lineWords, originWords, sourceWords, traceWords } from '../../src-shared/lineWords.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import { sequence, text } from '../dicom/elements.ts'
import type { DicomSource } from '../dicom/source.ts'
import { codes, landmarkCodes, own, ownCodes, radElementSets, stateCodes, tubeCodes } from './codes.ts'
import { codeItem, container, imageItem, numberItem, pointsItem, root, textItem, uidItem, type Item } from './content.ts'
import { contentMoment, objectFile } from './dicomObject.ts'
import { distanceOf, methodCode, sideCode } from './distance.ts'
import { modelGroup, readerGroup } from './flagItems.ts'
import { codeOfLabel, toldFacts } from './flags.ts'
import { uidOfMark } from './identity.ts'
import { observers } from './observers.ts'
import { evidence, isSourced, sourcedFilms } from './sourced.ts'
import type { ResultSubject, ResultTube } from './subject.ts'

const comprehensive = '1.2.840.10008.5.1.4.1.1.88.33'

/**
 * The signed read as Comprehensive SR by TID 1500 (PS3.16): who observed, the films, a measurement group for every tube
 * (TID 1410), the reader's answers and the model's output in groups of their own (TID 1501). It is unverified: the
 * signature belongs to a research read. null where no film can be referred to.
 */
export function structuredReport(subject: ResultSubject): Uint8Array | null {
  const films = sourcedFilms(subject)
  const [first] = films
  if (first === undefined) return null
  const { source } = first
  const { read } = subject.reported
  const kind = { sopClass: comprehensive, modality: 'SR', seriesNumber: 9001, description: 'Read of tubes and findings', purpose: 'sr' } as const
  const items = [
    codeItem('HAS CONCEPT MOD', codes.language, codes.english),
    ...observers(subject),
    codeItem('HAS CONCEPT MOD', codes.procedure, codes.plainRadiography),
    container(codes.imageLibrary, [container(codes.imageLibraryGroup, films.map((film) => imageItem('CONTAINS', film.source)), '1601')], '1600'),
    container(codes.measurements, [...subject.tubes.flatMap((tube) => tubeGroup(subject, tube)), readerGroup(subject), ...modelGroup(subject)]),
    ...(read.impression.trim() === '' ? [] : [textItem('CONTAINS', codes.impression, read.impression.trim())]),
    ...read.communications.map((communication) => textItem('CONTAINS', ownCodes.communication, toldFacts(communication))),
    textItem('CONTAINS', codes.comment, `${researchUseOnly.en} ${researchUseOnly['zh-CN']}`),
  ]
  return objectFile(subject, source, kind, [
    ...contentMoment(subject, source),
    sequence(0x0008_1111),
    text(0x0040_a491, 'CS', 'COMPLETE'),
    text(0x0040_a493, 'CS', 'UNVERIFIED'),
    sequence(0x0040_a372),
    sequence(0x0040_a375, ...evidence(films)),
    ...root(codes.report, '1500', items),
  ])
}

function tubeGroup(subject: ResultSubject, tube: ResultTube): readonly Item[] {
  const { mark, film, finding, name } = tube
  if (!isSourced(film)) return []
  const set = radElementSets[mark.tube]
  const label = codeOfLabel(subject, mark.label)
  const origin = originWords(mark, 'en')
  return [
    container(
      codes.group,
      [
        textItem('HAS OBS CONTEXT', codes.trackingId, name),
        uidItem('HAS OBS CONTEXT', codes.trackingUid, uidOfMark(mark.markId)),
        codeItem('CONTAINS', codes.finding, tubeCodes[mark.tube]),
        pointsItem('CONTAINS', codes.region, mark.points, film.source),
        ...distanceItems(tube, film.source),
        ...(set === undefined ? [] : [codeItem('CONTAINS', ownCodes.elementSet, set)]),
        ...(label === null ? [] : [codeItem('CONTAINS', ownCodes.readerLabel, label)]),
        ...(mark.course === null ? [] : [codeItem('CONTAINS', ownCodes.course, own(mark.course, lineWords.en.course[mark.course]))]),
        ...(origin === null ? [] : [textItem('CONTAINS', ownCodes.origin, origin)]),
        codeItem('CONTAINS', ownCodes.tipOffFilm, mark.offFilm ? stateCodes.present : stateCodes.absent),
        ...(finding === null ? [] : [codeItem('CONTAINS', ownCodes.ruleFlag, own(finding.flag, lineWords.en.flag[finding.flag]))]),
        ...(finding === null || finding.urgency === null ? [] : [codeItem('CONTAINS', ownCodes.urgency, own(finding.urgency, lineWords.en.urgency[finding.urgency]))]),
        ...(finding === null ? [] : [textItem('CONTAINS', ownCodes.ruleTrace, traceWords(finding, 'en'))]),
        textItem('CONTAINS', ownCodes.calibration, sourceWords(film.spacing?.source ?? null, 'en')),
      ],
      '1410',
    ),
  ]
}

/** The distance that the rules took, in mm as it was shown and judged, or in pixels; never both. */
function distanceItems(tube: ResultTube, source: DicomSource): readonly Item[] {
  const distance = distanceOf(tube)
  if (distance === null) return []
  const { value, unit, landmark, along, side, ends } = distance
  const taken = ends === null ? imageItem('INFERRED FROM', source, codes.source) : pointsItem('INFERRED FROM', codes.source, ends, source)
  const number = numberItem('CONTAINS', codes.distance, { value, unit: unit === 'mm' ? codes.millimetre : codes.pixels }, [
    codeItem('HAS CONCEPT MOD', codes.method, methodCode(along)),
    codeItem('HAS CONCEPT MOD', codes.findingSite, landmarkCodes[landmark]),
    taken,
  ])
  return side === null ? [number] : [number, codeItem('CONTAINS', ownCodes.tipSide, sideCode(side))]
}
