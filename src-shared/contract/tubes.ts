import * as v from 'valibot'
import type { ImageId, ReadId } from '../domain/ids.ts'
import type { TubeSuggestions } from '../domain/tubeSuggestion.ts'
import { command } from './call.ts'
import { idOf } from './fields.ts'

/** Tubes that the demonstration model suggests. `read.save` keeps what the reader makes of them: an accepted one is an ordinary mark, a rejected one an edit of its own. */
export const tubeCalls = {
  /**
   * What the demonstration model suggests as tubes on a picture, once the blind answers are locked; nothing of it is kept.
   * A newer call for the same read takes the place of one under way, which ends with `job.cancelled`. Throws
   * `read.notRevealed`, `read.signed`, `read.others`, `quality.…` for a picture that the gates refuse, `model.…` and `engine.…`.
   */
  'tubes.suggest': command<TubeSuggestions>()('read.write', v.strictObject({ readId: idOf<ReadId>(), imageId: idOf<ImageId>() })),
  /** Ends what is being looked for, if anything is. */
  'tubes.stopSuggesting': command<null>()('read.write', v.strictObject({ readId: idOf<ReadId>() })),
}
