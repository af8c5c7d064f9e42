import type { Texts } from '../text.ts'

export const tongueEdit: Texts['tongueEdit'] = {
  outline: 'your outline',
  separation: 'your coating and body',
  separator: ', ',
  side: { title: 'The photo shows the', surface: 'surface', underside: 'underside' },
  underside: 'Outline the underside on this photo (Shift+T, Shift+P): its veins are measured in your outline.',
  modelStands: 'Measured in the outline and separation of the model.',
  measuredInYours: 'measured in it; the model’s values stand below',
  measuring: 'measuring again …',
  notMeasured: 'not measured; the model’s values are shown',
  modelSays: (value) => `model: ${value}`,
  unsure: (percent) => `Look at the outline: the model is unsure here (△ marks the places; expected boundary error ${percent} % of the width).`,
  back: 'Back to the model’s outline and separation',
  nextPart: 'next part',
  brushSize: (px) => `${px} px across ([ ])`,
  part: { coating: 'coating', body: 'body', leftOut: 'left out (highlight, shadow)' },
  tools: { tongueAdd: 'Tongue outline: add', tongueErase: 'Tongue outline: take away', tonguePoints: 'Tongue outline: points', tongueCells: 'Coating / body' },
  how: {
    brush: 'drag to paint; K, arrows and Enter by keyboard; what is cut off falls away',
    points: 'drag a point; click the curve for another; Q chooses one',
    chosen: 'arrows move it; X adds one; Delete removes it; Q next',
    cells: 'Shift G: next part; drag to paint',
  },
}
