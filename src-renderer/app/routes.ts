import { useSyncExternalStore } from 'react'
import { priorities, statusFilters, tasks, worklistSorts, type WorklistFilter } from '../../src-shared/domain/case.ts'
import type { CaseId, UserId } from '../../src-shared/domain/ids.ts'
import { mostTagCharacters, tidyTag } from '../../src-shared/domain/tag.ts'

/** The address after `#`. The worklist's filter travels with the case, so that "next" means next of what was listed. */
export type Route =
  | { readonly page: 'worklist'; readonly filter: WorklistFilter }
  | { readonly page: 'case'; readonly caseId: CaseId; readonly filter: WorklistFilter }
  /** null: whichever model comes first. */
  | { readonly page: 'performance'; readonly modelId: string | null }
  | { readonly page: 'progress' | 'import' | 'labels' | 'models' | 'versions' | 'exports' | 'agreement' | 'people' | 'backups' | 'audit' | 'settings' }

export type PageName = Route['page']

export const noFilter: WorklistFilter = {
  search: '',
  task: null,
  status: null,
  priority: null,
  tag: null,
  assigned: null,
  label: null,
  minimumScore: null,
  sort: 'importedAt',
  descending: true,
}

const plainPages = ['progress', 'import', 'labels', 'models', 'versions', 'exports', 'agreement', 'people', 'backups', 'audit', 'settings'] as const

const isUserId = (text: string | null): text is UserId => text !== null && /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u.test(text)

const modelName = /^[a-z0-9][a-z0-9-]{0,63}$/u

/** Any address gives a route: what is not understood becomes the worklist, bad filter values are dropped. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#/u, '').split('?')
  const [page, argument] = path.split('/').filter(Boolean)
  const filter = parseFilter(new URLSearchParams(search))
  if (page === 'case' && argument !== undefined) return { page, caseId: argument as CaseId, filter }
  if (page === 'performance') return { page, modelId: argument !== undefined && modelName.test(argument) ? argument : null }
  const plain = plainPages.find((name) => name === page)
  return plain === undefined ? { page: 'worklist', filter } : { page: plain }
}

export function formatRoute(route: Route): string {
  if (route.page === 'worklist') return `#/worklist${formatFilter(route.filter)}`
  if (route.page === 'case') return `#/case/${route.caseId}${formatFilter(route.filter)}`
  if (route.page === 'performance') return route.modelId === null ? '#/performance' : `#/performance/${route.modelId}`
  return `#/${route.page}`
}

/** Shows another page. `replace` keeps the history short while a filter is being typed. */
export function navigate(route: Route, { replace = false }: { readonly replace?: boolean } = {}): void {
  const hash = formatRoute(route)
  if (replace) history.replaceState(null, '', hash)
  else history.pushState(null, '', hash)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** The route of the address bar, kept in step. */
export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(listen, () => location.hash))
}

function listen(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  window.addEventListener('popstate', changed)
  return () => {
    window.removeEventListener('hashchange', changed)
    window.removeEventListener('popstate', changed)
  }
}

function parseFilter(params: URLSearchParams): WorklistFilter {
  const score = Number(params.get('score') ?? Number.NaN)
  const label = params.get('label')
  const tag = tidyTag(params.get('tag') ?? '').slice(0, mostTagCharacters)
  const assigned = params.get('assigned')
  return {
    search: (params.get('search') ?? '').slice(0, 200),
    task: tasks.find((task) => task === params.get('task')) ?? null,
    status: statusFilters.find((status) => status === params.get('status')) ?? null,
    priority: priorities.find((priority) => String(priority) === params.get('priority')) ?? null,
    tag: tag === '' ? null : tag,
    assigned: assigned === 'me' || assigned === 'nobody' || isUserId(assigned) ? assigned : null,
    label: label !== null && /^[a-z0-9][a-z0-9-]{0,63}$/u.test(label) ? label : null,
    minimumScore: score > 0 && score <= 1 ? score : null,
    sort: worklistSorts.find((sort) => sort === params.get('sort')) ?? noFilter.sort,
    descending: params.get('order') !== 'ascending',
  }
}

function formatFilter(filter: WorklistFilter): string {
  const params = new URLSearchParams()
  if (filter.search !== '') params.set('search', filter.search)
  if (filter.task !== null) params.set('task', filter.task)
  if (filter.status !== null) params.set('status', filter.status)
  if (filter.priority !== null) params.set('priority', String(filter.priority))
  if (filter.tag !== null) params.set('tag', filter.tag)
  if (filter.assigned !== null) params.set('assigned', filter.assigned)
  if (filter.label !== null) params.set('label', filter.label)
  if (filter.minimumScore !== null) params.set('score', String(filter.minimumScore))
  if (filter.sort !== noFilter.sort) params.set('sort', filter.sort)
  if (!filter.descending) params.set('order', 'ascending')
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}
