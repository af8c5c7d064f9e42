/** Identifiers are random UUIDs; the brand keeps one kind from passing for another. */
declare const brand: unique symbol
type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type PatientId = Id<'patient'>
export type VisitId = Id<'visit'>
export type CaseId = Id<'case'>
export type ImageId = Id<'image'>
export type ReadId = Id<'read'>
export type RunId = Id<'run'>
export type CommentId = Id<'comment'>
export type MarkId = Id<'mark'>
export type QuestionnaireId = Id<'questionnaire'>
/** Of words for the questionnaire that were loaded from a file. */
export type WordingId = Id<'wording'>
/** Of something that was said of a picture before it came here. */
export type GivenId = Id<'given'>
export type CommunicationId = Id<'communication'>
/** Of rules for tubes that were loaded from a file. */
export type LineRulesId = Id<'lineRules'>
/** Of readings that are signed together. */
export type BatchId = Id<'batch'>
export type UserId = Id<'user'>
export type JobId = Id<'job'>
export type ExportId = Id<'export'>
export type ReportId = Id<'report'>
export type VersionId = Id<'version'>
export type ComparisonId = Id<'comparison'>
export type IntakeId = Id<'intake'>
/** Of something set in one or many cases at once. */
export type ChangeId = Id<'change'>
