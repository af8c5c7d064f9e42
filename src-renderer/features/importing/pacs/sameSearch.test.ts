import { expect, it } from 'vitest'
import { isSameSearch } from './sameSearch.ts'

const query = { patientId: 'P-1', patientName: '', from: '', to: '2031-05-01', accession: '', modality: 'DX', offset: 0 }

it('is one search on every page, the first one too, and another where anything else is asked', () => {
  expect(isSameSearch({ ...query, offset: 50 }, query)).toBe(true)
  expect(isSameSearch(query, { ...query, offset: 50 })).toBe(true)
  expect(isSameSearch(query, { ...query, patientId: 'P-2' })).toBe(false)
  expect(isSameSearch(null, query)).toBe(false)
})
