import Box from '@mui/material/Box'
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { MapGrid } from '../../../../src-shared/domain/analysis.ts'
import { usePictureState, type PictureOnScreen } from '../viewer/picture.ts'
import { buildColourTable } from './colourMap.ts'
import { composeAffine, gridToPicture, type Affine, type Rectangle } from './geometry.ts'
import { colourField, interpolateGrid, rasterSize } from './heatMap.ts'

/** Fine enough that the edge of the threshold looks smooth on a 4K screen, small enough to recolour within a frame. */
const longestRasterPx = 512
const table = buildColourTable()

interface MapLayerProps {
  readonly picture: PictureOnScreen
  readonly map: MapGrid
  readonly region: Rectangle
  readonly opacity: number
  readonly threshold: number
}

/** The attention map over its part of the picture, drawn anew with every frame of the picture. */
export function MapLayer({ picture, map, region, opacity, threshold }: MapLayerProps) {
  const state = usePictureState(picture)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { widthPx, heightPx } = region
  const field = useMemo(() => interpolateGrid(map, ...rasterSize(widthPx, heightPx, longestRasterPx)), [map, widthPx, heightPx])
  const raster = useMemo(() => {
    const surface = new OffscreenCanvas(field.widthPx, field.heightPx)
    const pixels = new ImageData(colourField(field, table, threshold), field.widthPx, field.heightPx)
    surface.getContext('2d')?.putImageData(pixels, 0, 0)
    return surface
  }, [field, threshold])
  useLayoutEffect(() => {
    if (canvas.current === null || state === null) return
    const toPicture = gridToPicture(region, field.widthPx, field.heightPx)
    drawRaster(canvas.current, raster, composeAffine(state.toCanvas, toPicture))
  }, [raster, region, field, state])
  return (
    <Box
      component="canvas"
      ref={canvas}
      data-testid="map-layer"
      sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', pointerEvents: 'none', opacity }}
    />
  )
}

function drawRaster(canvas: HTMLCanvasElement, raster: OffscreenCanvas, toCanvas: Affine): void {
  const ratio = window.devicePixelRatio
  canvas.width = Math.round(canvas.clientWidth * ratio)
  canvas.height = Math.round(canvas.clientHeight * ratio)
  const context = canvas.getContext('2d')
  if (context === null) return
  context.imageSmoothingQuality = 'high'
  context.setTransform(...composeAffine([ratio, 0, 0, ratio, 0, 0], toCanvas))
  context.drawImage(raster, 0, 0)
}
