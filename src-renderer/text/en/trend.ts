import type { Texts } from '../text.ts'
import { counted } from './counted.ts'

export const trend: Texts['trend'] = {
  title: 'Over the visits',
  place: 'Place',
  places: { whole: 'whole tongue', root: 'root', centre: 'centre', left: 'left (of the picture)', right: 'right (of the picture)', tip: 'tip' },
  signs: {
    coatingCoverage: 'Coating coverage', greasy: 'Greasy', toothMarks: 'Tooth marks', cracks: 'Cracks',
    bodyLightness: 'Body lightness L*', bodyRedness: 'Body redness a*', coatingYellowness: 'Coating yellowness b*',
  },
  visits: (count, since) => `${counted(count, 'visit', 'visits')} since ${since}.`,
  leftOut: (count) => `${counted(count, 'photo', 'photos')} of another colour calibration cannot be compared with this one and ${count === 1 ? 'is' : 'are'} left out.`,
  noColours: 'Not corrected by a colour chart: no course of colours.',
  beyond: 'more than noise',
  within: 'within the noise',
  change: (text) => `${text} since the last`,
  course: (sign, values) => `${sign}: ${values}`,
  band: 'The grey band is the noise of measuring: a change inside it says nothing (from drawn tongues under changed light, not from repeated clinic photos).',
}
