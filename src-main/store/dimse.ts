import { dimsePlan, type DimsePlan } from '../../src-shared/contract/dimse.ts'
import type { ReadDb, WriteDb } from './database.ts'
import { readSetting, writeSetting } from './keptSetting.ts'

const settingsKey = 'dimse'
/** 11112 is the port registered for DICOM that no privileges are needed for. */
const atFirst: DimsePlan = { aeTitle: 'CTW', peer: null, receive: { on: false, port: 11_112, fromNetwork: false, callers: [] } }

export const dimseSettings = (db: ReadDb): DimsePlan => readSetting(db, settingsKey, { schema: dimsePlan, atFirst })
export const saveDimsePlan = (db: WriteDb, plan: DimsePlan): void => writeSetting(db, settingsKey, plan)
