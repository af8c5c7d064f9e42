import { describe, expect, it } from 'vitest'
import type { CaseRow } from '../../../src-shared/domain/case.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { pageRows, WorklistPages, type LoadPage } from './worklistPages.ts'

const total = 112_120
const row = (index: number, version: number): CaseRow => ({ pseudonym: `P-${index} v${version}` }) as CaseRow

/** Answers pages of a long list and counts the questions. */
function longList() {
  const asked: number[] = []
  const list = { asked, version: 1, failing: false, load: undefined as unknown as LoadPage }
  list.load = async (offset, limit) => {
    asked.push(offset)
    if (list.failing) throw new AppError('store.damaged')
    const length = Math.min(limit, total - offset)
    const rows = Array.from({ length }, (_, index) => row(offset + index, list.version))
    return { total, offset, rows, statusCounts: { new: total, reading: 0, signed: 0, disputed: 0 } }
  }
  return list
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('the pages of a long worklist', () => {
  it('fetches only what is seen, once', async () => {
    const list = longList()
    const pages = new WorklistPages(list.load)
    pages.ensure(0, 30)
    pages.ensure(5, 35)
    await settled()
    pages.ensure(90, 110)
    await settled()
    expect(list.asked).toEqual([0, pageRows])
    expect(pages.state().total).toBe(total)
    expect(pages.state().row(104)?.pseudonym).toBe('P-104 v1')
    expect(pages.state().row(5000)).toBeUndefined()
  })

  it('keeps the old rows on show until the new ones are there', async () => {
    const list = longList()
    const pages = new WorklistPages(list.load)
    pages.ensure(0, 30)
    pages.ensure(700, 730)
    await settled()
    list.version = 2
    pages.refresh(700, 730)
    expect(pages.state().row(710)?.pseudonym).toBe('P-710 v1')
    expect(pages.state().row(10)).toBeUndefined()
    await settled()
    expect(pages.state().row(710)?.pseudonym).toBe('P-710 v2')
  })

  it('drops an answer that a newer question has overtaken', async () => {
    const answers: (() => void)[] = []
    let version = 0
    const pages = new WorklistPages((offset, limit) => {
      version += 1
      const answered = version
      return new Promise((resolve) => {
        const rows = Array.from({ length: limit }, (_, index) => row(offset + index, answered))
        answers.push(() => resolve({ total, offset, rows, statusCounts: { new: total, reading: 0, signed: 0, disputed: 0 } }))
      })
    })
    pages.ensure(0, 10)
    pages.refresh(0, 10)
    answers[1]?.()
    await settled()
    answers[0]?.()
    await settled()
    expect(pages.state().row(3)?.pseudonym).toBe('P-3 v2')
  })

  it('says why a page is missing and fetches it at the next try', async () => {
    const list = longList()
    list.failing = true
    const pages = new WorklistPages(list.load)
    pages.ensure(0, 10)
    await settled()
    expect(pages.state().error?.code).toBe('store.damaged')
    list.failing = false
    pages.ensure(0, 10)
    await settled()
    expect(pages.state().error).toBeNull()
    expect(pages.state().row(0)?.pseudonym).toBe('P-0 v1')
  })
})
