import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../src-shared/errors.ts'
import { intakeFile } from '../../../test/support/importing.ts'
import { fitShape } from './fitShape.ts'
import { readLabelFile } from './readLabelFile.ts'
import { xmlStarts } from './xmlElements.ts'

const read = (text: string) => readLabelFile(intakeFile({ name: 'labels', bytes: Buffer.from(text) }))
const refusal = async (text: string): Promise<unknown> => read(text).then(() => null, (error: unknown) => (error instanceof AppError ? [error.code, error.detail['reason']] : error))

describe('tables', () => {
  test('ChestX-ray14: what a row names is present, what it does not name absent', async () => {
    const { format, rows, bad } = await read('Image Index,Finding Labels,Follow-up #\n1.png,Effusion|Mass,0\n2.png,No Finding,0\n3.png,,0\n4.png,No Finding|Mass,0\n')
    expect(format).toBe('nih')
    const present = rows.map(({ items }) => items.flatMap((item) => (item.kind === 'answer' && item.state === 'present' ? [item.name] : [])))
    expect(present).toEqual([['Effusion', 'Mass'], []])
    expect(rows.map(({ items }) => items.length)).toEqual([14, 14])
    expect(bad).toEqual([{ place: 4, image: '3.png', problem: 'value' }, { place: 5, image: '4.png', problem: 'value' }])
  })

  test('its boxes, in the columns of the data set itself; what is no box is named', async () => {
    const { format, rows, bad } = await read('Image Index,Finding Label,Bbox [x,y,w,h],,,\na.png,Mass,10.5,20,30,40,,,\nb.png,Mass,NaN,20,30,40\nc.png,Mass,1,2,0,4\nd.png,Mass,1e999,2,3,4\n')
    expect(format).toBe('nihBoxes')
    expect(rows).toMatchObject([{ image: 'a.png', items: [{ shape: 'box', name: 'Mass', points: [[10.5, 20], [40.5, 60]] }] }])
    expect(bad.map(({ image, problem }) => [image, problem])).toEqual([['b.png', 'number'], ['c.png', 'points'], ['d.png', 'number']])
  })

  test('RANZCR CLiP: a column a label, and its lines', async () => {
    const columns = await read('StudyInstanceUID,ETT - Abnormal,CVC - Normal,PatientID\n1.2.3,1,0,ec89\n1.2.4,0,x,ec90\n1.2.5,,-1,ec90\n' + '1.2.6,0,0,e\n'.repeat(9))
    expect(columns.format).toBe('columns')
    expect(columns.rows[0]?.items).toEqual([{ kind: 'answer', name: 'ETT - Abnormal', state: 'present' }, { kind: 'answer', name: 'CVC - Normal', state: 'absent' }])
    expect(columns.rows[1]?.items).toEqual([{ kind: 'answer', name: 'CVC - Normal', state: 'unsure' }])
    expect(columns.bad).toEqual([{ place: 3, image: '1.2.4', problem: 'value' }])
    const lines = await read('StudyInstanceUID,label,data\n1.2.3,CVC - Normal,"[[1, 2], [3, 4]]"\n1.2.3,CVC - Normal,"[[1, 2], [3]]"\n1.2.3,CVC - Normal,"[[1, 2]]"\n1.2.3,,"[[1, 2], [3, 4]]"\n')
    expect(lines.rows).toMatchObject([{ items: [{ shape: 'polyline', points: [[1, 2], [3, 4]] }] }])
    expect(lines.bad.map(({ problem }) => problem)).toEqual(['number', 'points', 'noLabel'])
  })

  test('a table that is none of them, and one without rows, are refused', async () => {
    for (const text of ['a,b\n1,2\n', 'file,colour\nx.png,red\n', 'file\n', '', 'file,"mass\nx.png,1\n']) expect((await refusal(text)) as string[]).toContain('labels.unreadable')
  })
})

describe('COCO', () => {
  const coco = (annotations: readonly object[]): string =>
    JSON.stringify({ images: [{ id: 7, file_name: 'set/a.jpg', width: 100, height: 80 }], categories: [{ id: 1, name: '结节' }], annotations })

  test('boxes, polygons and run-length masks come in; nonsense is named', async () => {
    const { rows, bad } = await read(coco([
      { image_id: 7, category_id: 1, bbox: [1, 2, 3, 4] },
      { image_id: 7, category_id: 1, bbox: [0, 0, 9, 9], segmentation: [[0, 0, 9, 0, 9, 9], [20, 20, 30, 20, 30, 30]] },
      { image_id: 7, category_id: 1, segmentation: { counts: [1, 2, 1], size: [2, 2] } },
      { image_id: 7, category_id: 1, segmentation: { counts: [0, 4], size: [3, 2] } },
      { image_id: 7, category_id: 1, segmentation: { counts: [400, 40, 7560], size: [80, 100] } },
      { image_id: 7, category_id: 1, bbox: [1, 2, null, 4] },
      { image_id: 8, category_id: 1, bbox: [1, 2, 3, 4] },
      { image_id: 7, category_id: 2, bbox: [1, 2, 3, 4] },
      { image_id: 7, category_id: 1, segmentation: [[1, 2, 3]] },
    ]))
    expect(rows.map(({ place, items }) => [place, items.map((item) => item.kind === 'shape' && item.shape)])).toEqual([[1, ['box']], [2, ['polygon', 'polygon']], [5, ['polygon']]])
    expect(rows[0]).toMatchObject({ image: 'set/a.jpg', size: { widthPx: 100, heightPx: 80 }, items: [{ name: '结节', points: [[1, 2], [4, 6]] }] })
    expect(bad.map(({ problem }) => problem)).toEqual(['otherSize', 'number', 'number', 'noImage', 'noLabel', 'number'])
  })

  test('other JSON is refused, however deep', async () => {
    for (const text of ['{', '[]', '{"images": 1, "annotations": []}', '[null]']) expect((await refusal(text)) as string[]).toContain('labels.unreadable')
    const deep = '['.repeat(200_000)
    expect((await refusal(deep)) as string[]).toContain('labels.unreadable')
  })
})

describe('CVAT', () => {
  const cvat = (inner: string): string => `<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version><meta><task><labels><label><name>x</name></label></labels></task></meta><image id="0" name="a.jpg" width="100" height="80">${inner}</image></annotations>`

  test('tags, boxes, polygons, lines and points', async () => {
    const { rows, bad } = await read(cvat(`
      <tag label="tube &amp; line" source="manual"></tag>
      <box label="b" xtl="1.0" ytl="2" xbr="3" ybr="4" occluded="0"><attribute name="note">&lt;x&gt;</attribute></box>
      <box label="b" xtl="10" ytl="10" xbr="30" ybr="20" rotation="90"/>
      <polygon label="p" points="0,0;9,0;9,9"/><polyline label="l" points="0,0;9,0"/><points label="q" points="1,2;3,4"/>
      <polygon label="p" points="0,0;9,zero;9,9"/><mask label="m" rle="1, 2" left="0"/><ellipse label="e" cx="1"/><box label="b" xtl="NaN" ytl="2" xbr="3" ybr="4"/>`))
    const shapes = rows.flatMap(({ items }) => items.map((item) => (item.kind === 'shape' ? [item.shape, item.points.length] : [item.name, item.state])))
    expect(shapes).toEqual([['tube & line', 'present'], ['box', 2], ['polygon', 4], ['polygon', 3], ['polyline', 2], ['point', 1], ['point', 1]])
    const turned = rows[2]?.items[0]
    expect(turned?.kind === 'shape' && turned.points.map((point) => point.map(Math.round))).toEqual([[25, 5], [25, 25], [15, 25], [15, 5]])
    expect(bad.map(({ problem }) => problem)).toEqual(['number', 'mask', 'shape', 'number'])
  })

  test('a document type is refused whatever is in it: no entity grows, none is fetched', async () => {
    const bomb = '<!DOCTYPE annotations [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    const fetched = '<!DOCTYPE annotations [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for (const doctype of [bomb, fetched, '<!DOCTYPE annotations>', '<!doctype annotations SYSTEM "http://127.0.0.1/x.dtd">']) {
      expect(await refusal(`<?xml version="1.0"?>${doctype}<annotations><image name="&b;"/></annotations>`)).toEqual(['labels.unreadable', 'doctype'])
    }
    expect(await refusal(cvat('<tag label="&nothing;"/>'))).toEqual(['labels.unreadable', 'xml'])
  })

  test('tracks of a film, another root and broken XML are refused', async () => {
    expect(await refusal('<annotations><track id="0" label="x"/></annotations>')).toEqual(['labels.unreadable', 'video'])
    expect(await refusal('<html><body/></html>')).toEqual(['labels.unreadable', 'cvat'])
    for (const text of ['<annotations>', '<annotations><a></b></annotations>', '<annotations a="1" a="2"/>', '<annotations/><annotations/>', `${'<annotations>'.repeat(100)}`, '<annotations a=1/>']) {
      expect(await refusal(text)).toEqual(['labels.unreadable', 'xml'])
    }
  })

  test('any attribute value comes back as it was written', () => {
    const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const [start] = [...xmlStarts(`<a b="${escape(value)}"/>`)]
      expect(start?.attributes.get('b')).toBe(value)
    }))
  })

  test('any text is read or refused, and never anything else', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('<', '>', '/', 'a', '"', '=', ' ', '&', ';', '!', '?', '--', '<a>', '</a>', '<!--', '-->', '#x41')), (parts) => {
      try {
        for (const start of xmlStarts(parts.join(''))) expect(start.name).not.toBe('')
      } catch (error) {
        expect(error).toMatchObject({ reason: expect.stringMatching(/^(?:xml|doctype)$/u) as string })
      }
    }), { numRuns: 2000 })
  })
})

test('a box is cut at the edge of its picture; a line that leaves it is refused, a pixel of rounding is not', () => {
  expect(fitShape('box', [[-5, 10], [50, 200]], [100, 80])).toEqual({ points: [[0, 10], [50, 80]], clipped: true })
  expect(fitShape('box', [[100.5, 10], [150, 20]], [100, 80])).toBe('outside')
  expect(fitShape('polyline', [[0, 0], [101, 80]], [100, 80])).toEqual({ points: [[0, 0], [100, 80]], clipped: false })
  expect(fitShape('polygon', [[0, 0], [10, 10], [103, 80]], [100, 80])).toBe('outside')
  fc.assert(fc.property(fc.double({ noNaN: true, min: -300, max: 300 }), fc.double({ noNaN: true, min: -300, max: 300 }), fc.double({ noNaN: true, min: 1, max: 400 }), (x, y, size) => {
    const fit = fitShape('box', [[x, y], [x + size, y + size]], [100, 80])
    if (typeof fit === 'string') return
    const [[left = -1, top = -1] = [], [right = -1, bottom = -1] = []] = fit.points
    expect(left >= 0 && top >= 0 && right <= 100 && bottom <= 80 && left < right && top < bottom).toBe(true)
  }))
})
