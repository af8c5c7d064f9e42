import { createHash } from 'node:crypto'
import { lineWords, originWords, sourceWords, traceWords } from '../../src-shared/lineWords.ts'
import { researchUseOnly } from '../../src-shared/research.ts'
import type { Code } from '../dicom/elements.ts'
import type { DicomSource } from '../dicom/source.ts'
import { parseVisitDate } from '../importing/visitDate.ts'
import { codes, landmarkCodes, own, ownCodes, privateScheme, radElementSets, stateCodes, tubeCodes } from './codes.ts'
import { distanceOf, methodCode, sideCode, type ResultDistance } from './distance.ts'
import { codeOfLabel, resultFlags, toldFacts, type ResultFlag } from './flags.ts'
import { uidOfMark } from './identity.ts'
import { sourcedFilms, studiesOf, type SourcedFilm, type SourcedStudy } from './sourced.ts'
import type { ResultSubject, ResultTube } from './subject.ts'

type Resource = { readonly resourceType: string } & Readonly<Record<string, unknown>>

/** A resource under the name by which the others refer to it. */
interface Entry {
  readonly fullUrl: string
  readonly resource: Resource
}

const systems: Readonly<Record<string, string>> = {
  DCM: 'http://dicom.nema.org/resources/ontology/DCM',
  SCT: 'http://snomed.info/sct',
  LN: 'http://loinc.org',
  RADELEMENT: 'https://radelement.org',
  [privateScheme.designator]: privateScheme.uri,
}
const coding = ({ value, scheme, meaning }: Code): Record<string, string> => ({ system: systems[scheme] ?? scheme, code: value, display: meaning })
/** One code alone: all codings of a concept would have to mean the same (FHIR R5, data types, CodeableConcept). */
const concept = (code: Code): Record<string, unknown> => ({ coding: [coding(code)], text: code.meaning })
const refer = ({ fullUrl }: Entry): Record<string, string> => ({ reference: fullUrl })
const note = (text: string): Record<string, unknown> => ({ note: [{ text }] })
const caution = `${researchUseOnly.en} ${researchUseOnly['zh-CN']}`
/** v3 ActReason, healthcare research. */
const research = { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH', display: 'healthcare research' }] }
const xRayReport: Code = { value: '43468-8', scheme: 'LN', meaning: 'X-Ray Report' }

/**
 * The signed read as a Bundle of FHIR R5 resources. The report's results are what the reader says; the model's output is
 * in observations of its own, by a device, and only beside them as `supportingInfo`.
 */
export function fhirBundle(subject: ResultSubject): string {
  const { reported, naming } = subject
  const entry = (name: string, resource: Resource): Entry => ({ fullUrl: `urn:uuid:${uuidOf(naming.made(`fhir/${name}`))}`, resource: { ...resource, meta: research } })
  const patient = entry('patient', patientOf(subject))
  const reader = entry('reader', { resourceType: 'Practitioner', name: [{ text: reported.read.reader }] })
  const device = entry('device', deviceOf(subject))
  const studies = studiesOf(sourcedFilms(subject)).map((study) => entry(`study/${study.uid}`, studyOf(study, patient)))
  const taken = takenAt(sourcedFilms(subject)[0]?.source ?? null)
  const about = { subject: refer(patient), ...taken, issued: reported.signature.signedAt, ...(studies[0] === undefined ? {} : { derivedFrom: studies.map(refer) }) }
  const flags = resultFlags(subject)
  const answers = flags.map((flag) => entry(`reader/${flag.label.key}`, { ...readerObservation(flag), ...about, performer: [refer(reader)] }))
  const scores = flags.filter(({ model }) => model !== null).map((flag) => entry(`model/${flag.label.key}`, { ...modelObservation(flag), ...about, device: refer(device) }))
  const tubes = subject.tubes.map((tube) => entry(`tube/${tube.mark.markId}`, { ...tubeObservation(subject, tube), ...about, ...takenAt(tube.film.source), performer: [refer(reader)] }))
  const report = entry('report', {
    resourceType: 'DiagnosticReport',
    identifier: [{ system: `${privateScheme.uri}:record`, value: reported.signature.recordSha256 }],
    status: reported.read.version > 1 ? 'amended' : 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD', display: 'Radiology' }] }],
    code: concept(xRayReport),
    subject: refer(patient),
    ...taken,
    issued: reported.signature.signedAt,
    performer: [refer(reader)],
    resultsInterpreter: [refer(reader)],
    ...(studies.length === 0 ? {} : { study: studies.map(refer) }),
    result: [...tubes, ...answers].map(refer),
    ...(scores.length === 0 ? {} : { supportingInfo: scores.map((score) => ({ type: concept(ownCodes.modelOutput), reference: refer(score) })) }),
    note: [{ text: caution }, ...reported.read.communications.map((told) => ({ text: `${ownCodes.communication.meaning}: ${toldFacts(told)}` }))],
    ...(reported.read.impression.trim() === '' ? {} : { conclusion: reported.read.impression.trim() }),
  })
  const entries = [report, patient, reader, device, ...studies, ...tubes, ...answers, ...scores]
  return `${JSON.stringify({ resourceType: 'Bundle', meta: research, type: 'collection', timestamp: reported.signature.signedAt, entry: entries }, null, 1)}\n`
}

/** When a film was taken, as exactly as its file says it: what is seen held then, whenever it was read. Nothing where nobody may know. */
function takenAt(source: DicomSource | null): { readonly effectiveDateTime?: string } {
  const day = source === null ? null : parseVisitDate(source.study.date)
  if (source === null || day === null) return {}
  const [, hours, minutes, seconds] = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)(?:\.\d+)?$/u.exec(source.study.time.trim()) ?? []
  // A time needs its zone there.
  if (hours === undefined || source.utcOffset === '') return { effectiveDateTime: day }
  return { effectiveDateTime: `${day}T${hours}:${minutes}:${seconds}${source.utcOffset.slice(0, 3)}:${source.utcOffset.slice(3)}` }
}

/** A UUID of version 8 from a name (RFC 9562). */
function uuidOf(name: string): string {
  const bytes = createHash('sha256').update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
}

function patientOf({ reported, films, naming }: ResultSubject): Resource {
  const number = naming.identity === 'original' ? (sourcedFilms({ films })[0]?.source.patient.id ?? '') : ''
  const pseudonym = { system: `${privateScheme.uri}:pseudonym`, value: reported.row.pseudonym }
  return { resourceType: 'Patient', identifier: [pseudonym, ...(number === '' ? [] : [{ value: number }])] }
}

const deviceOf = ({ reported: { run }, softwareVersion, naming }: ResultSubject): Resource => ({
  resourceType: 'Device',
  identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${naming.device}` }],
  manufacturer: 'CTransCNN Workstation',
  version: [{ value: softwareVersion }, ...(run === null ? [] : [{ component: { value: run.model.id }, value: `${run.model.version} SHA-256 ${run.model.sha256}` }])],
  ...(run?.model.demonstration === true ? note('Demonstration model: trained on generated pictures; its scores say nothing about real cases.') : {}),
})

const studyOf = ({ uid, series }: SourcedStudy, patient: Entry): Resource => ({
  resourceType: 'ImagingStudy',
  identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uid}` }],
  status: 'available',
  subject: refer(patient),
  series: series.map((one) => ({ uid: one.uid, modality: { coding: [{ system: systems['DCM'], code: one.films[0]?.source.modality || 'OT' }] }, instance: one.films.map(instanceOf) })),
})

const instanceOf = ({ source }: SourcedFilm): Record<string, unknown> => ({ uid: source.sopInstance, sopClass: { system: 'urn:ietf:rfc:3986', code: `urn:oid:${source.sopClass}` } })

function readerObservation({ code, answer, disputed }: ResultFlag): Resource {
  const extra = [
    ...(answer === null || answer.blindState === null ? [] : [{ code: concept(ownCodes.blindAnswer), valueCodeableConcept: concept(stateCodes[answer.blindState]) }]),
    ...(answer === null || answer.decision === null ? [] : [{ code: concept(ownCodes.decision), valueCodeableConcept: concept(own(answer.decision, answer.decision)) }]),
    ...(disputed ? [{ code: concept(ownCodes.dispute), valueCodeableConcept: concept(ownCodes.disputed) }] : []),
  ]
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [concept(ownCodes.readerAnswers)],
    code: concept(code),
    valueCodeableConcept: concept(stateCodes[answer?.state ?? 'unanswered']),
    ...(extra.length === 0 ? {} : { component: extra }),
    ...(answer === null || answer.reason.trim() === '' ? {} : note(answer.reason.trim())),
  }
}

const modelObservation = ({ code, model }: ResultFlag): Resource => ({
  resourceType: 'Observation',
  // Nobody stands for it.
  status: 'preliminary',
  category: [concept(ownCodes.modelOutput)],
  code: concept(code),
  valueQuantity: quantity(model?.score ?? 0, '1'),
  component: [
    { code: concept(ownCodes.threshold), valueQuantity: quantity(model?.threshold ?? 0, '1') },
    { code: concept(ownCodes.call), valueCodeableConcept: concept(stateCodes[model?.call ?? 'unanswered']) },
  ],
})

const quantity = (value: number, unit: string): Record<string, unknown> => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit })

function tubeObservation(subject: ResultSubject, tube: ResultTube): Resource {
  const { mark, film, finding } = tube
  const set = radElementSets[mark.tube]
  const distance = distanceOf(tube)
  const label = codeOfLabel(subject, mark.label)
  const origin = originWords(mark, 'en')
  return {
    resourceType: 'Observation',
    identifier: [{ system: 'urn:dicom:uid', value: `urn:oid:${uidOfMark(mark.markId)}` }],
    status: 'final',
    code: { ...concept(tubeCodes[mark.tube]), text: tube.name },
    valueCodeableConcept: concept(label ?? own('no-label', 'The reader gave it no label')),
    component: [
      ...(distance === null ? [] : distanceParts(distance)),
      ...(set === undefined ? [] : [{ code: concept(ownCodes.elementSet), valueCodeableConcept: concept(set) }]),
      ...(finding === null ? [] : [{ code: concept(ownCodes.ruleFlag), valueCodeableConcept: concept(own(finding.flag, lineWords.en.flag[finding.flag])) }]),
      ...(finding === null || finding.urgency === null ? [] : [{ code: concept(ownCodes.urgency), valueCodeableConcept: concept(own(finding.urgency, lineWords.en.urgency[finding.urgency])) }]),
      ...(mark.course === null ? [] : [{ code: concept(ownCodes.course), valueCodeableConcept: concept(own(mark.course, lineWords.en.course[mark.course])) }]),
      ...(origin === null ? [] : [{ code: concept(ownCodes.origin), valueString: origin }]),
      { code: concept(ownCodes.tipOffFilm), valueBoolean: mark.offFilm },
      { code: concept(ownCodes.calibration), valueString: sourceWords(film.spacing?.source ?? null, 'en') },
    ],
    ...(finding === null ? {} : note(traceWords(finding, 'en'))),
  }
}

/** How far the tip is from what, by which way, and on which side of it. */
const distanceParts = ({ value, unit, landmark, along, side }: ResultDistance): readonly Record<string, unknown>[] => [
  { code: concept(codes.distance), valueQuantity: quantity(value, unit === 'mm' ? 'mm' : '{pixels}') },
  { code: concept(codes.findingSite), valueCodeableConcept: concept(landmarkCodes[landmark]) },
  { code: concept(codes.method), valueCodeableConcept: concept(methodCode(along)) },
  ...(side === null ? [] : [{ code: concept(ownCodes.tipSide), valueCodeableConcept: concept(sideCode(side)) }]),
]
