import { describe, expect, it } from 'vitest'
import { formatRoute, noFilter, parseRoute, type Route } from './routes.ts'

describe('the address', () => {
  it('leads back to the route it was made from', () => {
    const filter = {
      ...noFilter,
      search: '肺 & #1 = ?',
      task: 'tongue',
      status: 'signed',
      priority: 2,
      tag: '请教 & ask',
      assigned: '00000000-0000-4000-8000-000000000002' as never,
      label: 'qixu',
      minimumScore: 0.4,
      sort: 'topScore',
      descending: false,
    } as const
    const caseId = '00000000-0000-4000-8000-000000000001' as never
    const routes: readonly Route[] = [
      { page: 'worklist', filter: noFilter },
      { page: 'worklist', filter },
      { page: 'case', caseId, filter },
      { page: 'worklist', filter: { ...noFilter, assigned: 'me' } },
      { page: 'progress' },
      { page: 'import' },
      { page: 'settings' },
      { page: 'versions' },
      { page: 'performance', modelId: null },
      { page: 'performance', modelId: 'own-films-2' },
    ]
    for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route)
  })

  it('shows the worklist for anything it does not know', () => {
    for (const hash of ['', '#', '#/', '#/nowhere', '#//', '#/case', '#/case/', '#/__proto__', '#%']) {
      expect(parseRoute(hash)).toEqual({ page: 'worklist', filter: noFilter })
    }
  })

  it('drops a name that no model can have', () => {
    for (const hash of ['#/performance/', '#/performance/A%20b', '#/performance/..']) expect(parseRoute(hash)).toEqual({ page: 'performance', modelId: null })
  })

  it('drops filter values that are none', () => {
    const bad = '#/worklist?task=toString&status=x&label=%3Cimg%3E&priority=4&tag=%20&assigned=everybody&score=7&sort=__proto__&order=upwards'
    expect(parseRoute(bad)).toEqual({ page: 'worklist', filter: noFilter })
    for (const score of ['-1', 'NaN', 'Infinity', '', '0']) {
      expect(parseRoute(`#/worklist?score=${score}`)).toEqual({ page: 'worklist', filter: noFilter })
    }
  })
})
