import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useMemo } from 'react'
import { byPlace } from './byPlace.ts'
import { parseMarkdown, parseSpans, type Block } from './markdown.ts'

/** Shows a model card. The text becomes React elements; nothing of it is ever markup of the page. */
export function Markdown({ source }: { readonly source: string }) {
  const blocks = useMemo(() => parseMarkdown(source), [source])
  return (
    <Box
      sx={{
        maxWidth: 880,
        '& table': { borderCollapse: 'collapse' },
        '& th, & td': { border: 1, borderColor: 'divider', px: 1, py: 0.25, textAlign: 'left' },
        '& pre': { overflow: 'auto', bgcolor: 'action.hover', p: 1 },
      }}
    >
      {byPlace(blocks).map(({ place, item }) => (
        <BlockView key={place} block={item} />
      ))}
    </Box>
  )
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading':
      return (
        <Typography
          variant={block.level === 1 ? 'h2' : 'h3'}
          component={block.level === 1 ? 'h3' : 'h4'}
          sx={{ mt: 2, mb: 0.5 }}
        >
          <Line text={block.text} />
        </Typography>
      )
    case 'paragraph':
      return (
        <Typography variant="body2" sx={{ mb: 1 }}>
          <Line text={block.text} />
        </Typography>
      )
    case 'code':
      return <pre>{block.text}</pre>
    case 'list':
      return <ListView block={block} />
    case 'table':
      return <TableView block={block} />
  }
}

function ListView({ block }: { readonly block: Extract<Block, { kind: 'list' }> }) {
  const items = byPlace(block.items).map(({ place, item }) => (
    <li key={place}>
      <Line text={item} />
    </li>
  ))
  return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>
}

function TableView({ block }: { readonly block: Extract<Block, { kind: 'table' }> }) {
  return (
    <Box sx={{ overflow: 'auto', mb: 1 }}>
      <table>
        <thead>
          <tr>
            {byPlace(block.head).map(({ place, item }) => (
              <th key={place}>
                <Line text={item} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {byPlace(block.rows).map((row) => (
            <tr key={row.place}>
              {byPlace(row.item).map(({ place, item }) => (
                <td key={place}>
                  <Line text={item} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Box>
  )
}

function Line({ text }: { readonly text: string }) {
  return byPlace(parseSpans(text)).map(({ place, item: span }) => {
    if (span.kind === 'strong') return <strong key={place}>{span.text}</strong>
    if (span.kind === 'emphasis') return <em key={place}>{span.text}</em>
    if (span.kind === 'code') return <code key={place}>{span.text}</code>
    return span.text
  })
}
