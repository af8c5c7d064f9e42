import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Paper from '@mui/material/Paper'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'
import { useId, useRef, useState, type ReactNode } from 'react'
import type { AppError } from '../../../../src-shared/errors.ts'
import { researchUseOnly } from '../../../../src-shared/research.ts'
import { asAppError } from '../../../client/useLoad.ts'
import { useLanguage, useText } from '../../../text/useText.tsx'
import { DemonstrationTag } from '../../../ui/DemonstrationTag.tsx'
import { ErrorNotice } from '../../../ui/ErrorNotice.tsx'
import { formatFigure } from '../figures.ts'
import { fontUnits, paperColours, useInk } from './ink.ts'
import { saveCsv, savePng, saveSvg, type Cell, type Drawing } from './saveChart.ts'

/** What a drawing shows, for those who do not see it and for those who calculate on. */
export interface ChartData {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Of which model a drawing is: it says so wherever it ends up. */
export interface ChartSource {
  readonly modelName: string
  readonly demonstration: boolean
}

interface ChartFrameProps {
  /** For tests and file names. */
  readonly name: string
  readonly title: string
  readonly description: string
  readonly source: ChartSource
  readonly size: readonly [widthUnits: number, heightUnits: number]
  readonly data: ChartData
  readonly children: ReactNode
}

const footerUnits = 40

/** A drawing with its title, the same as a table, and the ways to save it. */
export function ChartFrame({ name, title, description, source, size, data, children }: ChartFrameProps) {
  const drawing = useRef<SVGSVGElement>(null)
  const ids = useId()
  const ink = useInk()
  const [width, height] = size
  return (
    <Paper component="figure" variant="outlined" data-chart={name} sx={{ m: 0, p: 2, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}>
      <Typography component="figcaption" variant="h3">
        {title} {source.demonstration && <DemonstrationTag />}
      </Typography>
      <Typography variant="caption" color="textSecondary" id={`${ids}-description`}>
        {description}
      </Typography>
      <svg
        ref={drawing}
        role="img"
        aria-labelledby={`${ids}-title`}
        aria-describedby={`${ids}-description`}
        viewBox={`0 0 ${width} ${height + footerUnits}`}
        fontFamily={ink.fontFamily}
        fontSize={fontUnits}
        fill={ink.text}
        style={{ width: '100%', maxWidth: width * 1.25, height: 'auto' }}
      >
        <title id={`${ids}-title`}>{title}</title>
        <desc>{description}</desc>
        <rect width={width} height={height + footerUnits} fill={ink.paper} />
        {children}
        <Footer title={title} source={source} top={height} />
      </svg>
      <SaveButtons drawing={() => drawing.current && { svg: drawing.current, colours: paperColours(ink) }} data={data} fileName={`${name}-${source.modelName.replaceAll(' ', '-')}`} title={title} />
      <DataTable title={title} data={data} />
    </Paper>
  )
}

interface FooterProps {
  readonly title: string
  readonly source: ChartSource
  readonly top: number
}

/** What a saved drawing must say by itself. */
function Footer({ title, source, top }: FooterProps) {
  const text = useText().common
  const ink = useInk()
  const model = source.demonstration ? `${source.modelName} · ${text.demonstration}` : source.modelName
  return (
    <g fill={ink.quiet} fontSize={10}>
      <text x={8} y={top + 18}>
        {title} · {model}
      </text>
      <text x={8} y={top + 32}>
        {researchUseOnly[useLanguage()]}
      </text>
    </g>
  )
}

interface SaveButtonsProps {
  readonly drawing: () => Drawing | null
  readonly data: ChartData
  readonly fileName: string
  readonly title: string
}

function SaveButtons({ drawing, data, fileName, title }: SaveButtonsProps) {
  const text = useText().performance
  const [error, setError] = useState<AppError | null>(null)
  const save = {
    SVG: (shown: Drawing) => saveSvg(shown, fileName),
    PNG: (shown: Drawing) => savePng(shown, fileName),
    CSV: () => saveCsv(data.columns, data.rows, fileName),
  }
  const run = async (format: keyof typeof save): Promise<void> => {
    const shown = drawing()
    try {
      if (shown !== null) await save[format](shown)
      setError(null)
    } catch (failure) {
      setError(asAppError(failure))
    }
  }
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        {(['SVG', 'PNG', 'CSV'] as const).map((format) => (
          <Button key={format} variant="outlined" aria-label={`${text.save(format)}: ${title}`} onClick={() => void run(format)}>
            {text.save(format)}
          </Button>
        ))}
      </Box>
      {error !== null && <ErrorNotice error={error} onClose={() => setError(null)} />}
    </>
  )
}

function DataTable({ title, data }: { readonly title: string; readonly data: ChartData }) {
  const text = useText().performance
  return (
    <details>
      <summary>{text.asTable}</summary>
      <Box tabIndex={0} role="region" aria-label={`${text.asTable}: ${title}`} sx={{ maxHeight: 320, overflow: 'auto' }}>
        <Table>
          <TableHead>
            <TableRow>
              {data.columns.map((column) => (
                <TableCell key={column}>{column}</TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {data.rows.map((cells) => (
              <TableRow key={cells.join()}>
                {cells.map((cell, index) => (
                  <TableCell key={data.columns[index]}>{typeof cell === 'number' ? formatFigure(cell) : (cell ?? text.missing)}</TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </details>
  )
}
