/**
 * Every failure a user can meet. Each code has one sentence per language in `src-renderer/text/errors.ts` that says
 * what happened, what was kept and what to do.
 */
export const errorCodes = [
  'contract.unknownCall',
  'contract.badInput',
  'contract.wrongUse',
  'auth.denied',
  'auth.signedOut',
  'auth.wrongPassword',
  'auth.wrongRecoveryKey',
  'auth.lockedOut',
  'auth.weakPassword',
  'auth.ownerExists',
  'auth.signingClosed',
  'auth.unknownName',
  'auth.samePassword',
  'auth.mustChange',
  'people.missing',
  'people.nameTaken',
  'people.yourself',
  'store.missing',
  'store.locked',
  'store.inUse',
  'store.damaged',
  'store.newer',
  'store.full',
  'store.readOnly',
  'store.exists',
  'image.unreadable',
  'image.unsupported',
  'image.heic',
  'image.tooLarge',
  'image.empty',
  'image.missing',
  'dicom.unreadable',
  'dicom.unsupported',
  'dicom.noPixels',
  'deidentify.pixelsUnchecked',
  'deidentify.hiddenData',
  'quality.notTongue',
  'quality.twoTongues',
  'quality.notFilm',
  'quality.inverted',
  'quality.blurred',
  'quality.exposure',
  'quality.tooSmall',
  'chart.none',
  'chart.otherTask',
  'chart.otherSitting',
  'chart.seen',
  'model.missing',
  'model.damaged',
  'model.signature',
  'model.badOutput',
  'labels.conflict',
  'labels.invalid',
  'model.otherLabels',
  'model.notSupported',
  'model.known',
  'model.idClash',
  'model.versionMissing',
  'model.alreadyActive',
  'model.notCompared',
  'model.notAccepted',
  'model.nothingBefore',
  'engine.stopped',
  'engine.timeout',
  'engine.memory',
  'case.missing',
  'cases.otherCount',
  'change.missing',
  'read.conflict',
  'read.notBlind',
  'read.notRevealed',
  'read.signed',
  'read.notSigned',
  'read.noPrediction',
  'read.others',
  'read.secondExists',
  'read.noSecond',
  'comment.missing',
  'questionnaire.otherTask',
  'questionnaire.conflict',
  'questionnaire.signed',
  'questionnaire.notSigned',
  'wording.unreadable',
  'wording.missing',
  'lines.unreadable',
  'lines.missing',
  'lines.rulesChanged',
  'read.notCommunicated',
  'communication.future',
  'read.seenBefore',
  'read.notDisputed',
  'read.notThird',
  'mark.points',
  'mark.outside',
  'mark.mask',
  'mark.otherPicture',
  'mark.unknownLabel',
  'job.missing',
  'job.cancelled',
  'import.noPatient',
  'import.badTable',
  'labels.unreadable',
  'labels.tooLarge',
  'archive.unreadable',
  'archive.tooManyFiles',
  'archive.bomb',
  'archive.unsafeName',
  'archive.badName',
  'archive.duplicateName',
  'archive.link',
  'archive.nested',
  'archive.encrypted',
  'archive.damaged',
  'archive.unsupported',
  'dicomdir.unreadable',
  'dicomdir.unsafeName',
  'dicomdir.missing',
  'export.nothing',
  'export.leak',
  'export.failed',
  'export.folder',
  'report.missing',
  'report.font',
  'results.noFilm',
  'watch.folder',
  'backup.folder',
  'backup.missing',
  'backup.damaged',
  'backup.newer',
  'recovery.folder',
  'recovery.busy',
  'host.unreachable',
  'runtime.tooOld',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Facts a sentence may show. Never a path, a person's name or an identifier of a patient. */
export type ErrorDetail = Readonly<Record<string, string | number>>

export interface WireError {
  readonly code: ErrorCode
  readonly detail: ErrorDetail
  /** Finds the story in the log. */
  readonly incident: string
}

export type Reply<O> =
  | { readonly ok: true; readonly value: O }
  | { readonly ok: false; readonly error: WireError }

export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly detail: ErrorDetail

  constructor(code: ErrorCode, detail: ErrorDetail = {}, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.detail = detail
  }
}

export const isErrorCode = (code: string): code is ErrorCode => (errorCodes as readonly string[]).includes(code)
