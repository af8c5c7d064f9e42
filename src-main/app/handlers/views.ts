import type { WorklistViews } from '../../../src-shared/contract/views.ts'
import type { UserId } from '../../../src-shared/domain/ids.ts'
import { AppError } from '../../../src-shared/errors.ts'
import { putLeft, putView, removeView, viewsOf } from '../../store/views.ts'
import type { Caller } from '../caller.ts'
import type { Handlers } from '../dispatch.ts'
import type { Services } from '../services.ts'

type ViewCalls = 'view.list' | 'view.save' | 'view.remove' | 'view.leave'

/** How each person likes their worklist. */
export function viewHandlers({ store, audited }: Services): Pick<Handlers, ViewCalls> {
  const list = (userId: UserId): WorklistViews => viewsOf(store.database(), userId)
  return {
    'view.list': (_, caller) => list(ownerOf(caller)),
    'view.save': audited.readBack(
      'view.save',
      (db, view, caller) => {
        putView(db, ownerOf(caller), view)
        return { value: ownerOf(caller), detail: { place: view.place } }
      },
      list,
    ),
    'view.remove': audited.readBack(
      'view.remove',
      (db, { place }, caller) => ({ value: ownerOf(caller), detail: { place, removed: removeView(db, ownerOf(caller), place) } }),
      list,
    ),
    'view.leave': (view, caller) => {
      store.write((db) => putLeft(db, ownerOf(caller), view))
      return null
    },
  }
}

function ownerOf({ userId }: Caller): UserId {
  if (userId === null) throw new AppError('auth.signedOut')
  return userId
}
