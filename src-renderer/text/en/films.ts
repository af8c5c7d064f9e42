import type { Texts } from '../text.ts'

export const films: Texts['films'] = {
  title: 'How the film lies',
  looksMirrored: 'The film looks mirrored (a model’s guess from heart, diaphragm and marker; it can be wrong, for instance with the heart on the right): check the side marker before you say left or right',
  bothMirrored: 'The film also looks mirrored to the model',
  lie: {
    mirrored: 'The file says that the film is stored mirrored: the patient’s left is at the left',
    upsideDown: 'The file says that the film is stored upside down',
    sideways: 'The file says that the film is stored on its side: above and below are not to be trusted',
    notFrontal: 'The file says that this is no frontal film',
    contradiction: 'The file contradicts itself: a frontal view, with the directions of a lateral film',
    oneSided: 'The file names one side (laterality), which a frontal chest film does not have: compare with the marker on the film',
    polarity: 'The file says two things of which values are white: the film may be shown inverted (I turns it over)',
  },
}
