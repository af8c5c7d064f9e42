import type { Texts } from '../text.ts'

export const keyImages: Texts['keyImages'] = {
  title: 'Key images',
  toggle: 'Key image, as it is shown now / not any more',
  picture: (number, role) => `Picture ${number} ${role}`,
  show: 'Show it as it was marked',
  remove: 'No key image any more',
  inverted: 'inverted',
  turned: (degrees) => `turned right ${degrees}°`,
}
