import type { ImageViewName } from '../../src-shared/domain/image.ts'
import { AppError } from '../../src-shared/errors.ts'
import type { Permission } from '../../src-shared/contract/call.ts'
import type { View } from '../engine/protocol.ts'
import { exportArchive } from '../export/archive.ts'
import { imageById } from '../store/images.ts'
import { createBackups } from './backups.ts'
import { scheduleBackups } from './backupSchedule.ts'
import { createDimse } from './dimse.ts'
import { createDispatch } from './dispatch.ts'
import type { HostDoors } from './doors.ts'
import { createHandlers } from './handlers.ts'
import { scheduleRetraining } from './retrainingSchedule.ts'
import type { Services } from './services.ts'
import { ViewCache } from './viewCache.ts'
import { createWatching } from './watching.ts'
import { scheduleWatching } from './watchSchedule.ts'
import { createWork } from './work.ts'

/** Neighbours and priors of the case on show stay at hand: some ten 9-megapixel films at 16 bit. */
const viewCacheBytes = 192 * 1024 * 1024

/** The services as a host may reach them: every door asks first who is there. */
export function createHostDoors(services: Services): HostDoors {
  const { access, events, intake, log, store } = services
  const cache = new ViewCache(viewCacheBytes)
  const backups = createBackups(services)
  scheduleBackups(services, backups)
  scheduleRetraining(services)
  const work = createWork(services)
  const watching = createWatching(services, work)
  scheduleWatching(services, watching)
  const dimse = createDimse(services, work)
  dimse.receive()
  events.subscribe((event) => {
    if (event.kind === 'session.changed' && event.userId === null) cache.clear()
  })
  const demand = (permission: Permission): void => {
    const caller = access.caller()
    if (caller.userId === null) throw new AppError('auth.signedOut')
    if (!caller.permissions.has(permission)) throw new AppError('auth.denied', { needs: permission })
  }
  return {
    dispatch: createDispatch({
      handlers: createHandlers(services, work, { backups, watching, dimse }),
      caller: access.caller,
      report: (error, callName) => log.incident(error, callName),
    }),
    subscribe: events.subscribe,
    image: async (imageId, view) => {
      demand('case.read')
      return cache.get(`${imageId}/${view}`, () => makeView(services, imageId, view))
    },
    addIntake: (file) => {
      demand('image.import')
      return intake.add(file)
    },
    exportArchive: async (exportId) => {
      demand('export.run')
      return exportArchive(store, exportId)
    },
    report: async (reportId) => {
      demand('export.run')
      return services.reports.get(reportId)
    },
  }
}

async function makeView({ store, engine }: Services, imageId: string, view: ImageViewName): Promise<View> {
  const image = imageById(store.database(), imageId)
  if (image === undefined) throw new AppError('image.missing')
  return engine.view(await store.blobs().read(image.sha256), view)
}
