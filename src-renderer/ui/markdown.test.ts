import { describe, expect, it } from 'vitest'
import { parseMarkdown, parseSpans } from './markdown.ts'

describe('the Markdown of model cards', () => {
  it('reads headings, paragraphs, lists, tables and code', () => {
    const source = [
      '# Card',
      'one line',
      'and its next',
      '',
      '- first',
      '  goes on',
      '- second',
      '',
      '1. one',
      '',
      '| label | AUC |',
      '|---|---|',
      '| 肺不张 | 0.81 |',
      '',
      '```',
      '# no heading',
      '```',
    ].join('\n')
    expect(parseMarkdown(source)).toEqual([
      { kind: 'heading', level: 1, text: 'Card' },
      { kind: 'paragraph', text: 'one line and its next' },
      { kind: 'list', ordered: false, items: ['first goes on', 'second'] },
      { kind: 'list', ordered: true, items: ['one'] },
      { kind: 'table', head: ['label', 'AUC'], rows: [['肺不张', '0.81']] },
      { kind: 'code', text: '# no heading' },
    ])
  })

  it('keeps markup it does not know as text', () => {
    const hostile = '<img src=x onerror=alert(1)> [link](javascript:alert(1))'
    expect(parseMarkdown(hostile)).toEqual([{ kind: 'paragraph', text: hostile }])
    expect(parseSpans(hostile)).toEqual([{ kind: 'text', text: hostile }])
  })

  it('marks strong, emphasised and code parts and leaves open marks alone', () => {
    expect(parseSpans('a **b** *c* `d` 2*3 **e')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'emphasis', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'd' },
      { kind: 'text', text: ' 2*3 **e' },
    ])
  })

  it('ends for every text: open fences, bare bars, 100 KB of one sign', () => {
    expect(parseMarkdown('```\nnever closed')).toEqual([{ kind: 'code', text: 'never closed' }])
    expect(parseMarkdown('|')).toEqual([{ kind: 'paragraph', text: '|' }])
    const started = performance.now()
    for (const sign of ['*', '`', '|', '#', '-', ' ', '\n']) {
      for (const block of parseMarkdown(sign.repeat(100_000))) if ('text' in block) parseSpans(block.text)
    }
    expect(performance.now() - started).toBeLessThan(5000)
  })
})
