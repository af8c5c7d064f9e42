import type { PacsQuery } from '../../../../src-shared/contract/pacs.ts'

/** Whether two questions differ in nothing but the page. */
export const isSameSearch = (one: PacsQuery | null, other: PacsQuery): boolean => JSON.stringify({ ...one, offset: 0 }) === JSON.stringify({ ...other, offset: 0 })
