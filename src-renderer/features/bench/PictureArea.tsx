import Box from '@mui/material/Box'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import { useMemo } from 'react'
import type { CaseView, PredictionView } from '../../../src-shared/contract/bench.ts'
import type { MapGrid } from '../../../src-shared/domain/analysis.ts'
import type { ImageId } from '../../../src-shared/domain/ids.ts'
import type { ImageView } from '../../../src-shared/domain/image.ts'
import type { TongueSigns } from '../../../src-shared/domain/tongueSigns.ts'
import { calibratedSpacing } from '../../../src-shared/domain/mark.ts'
import { useLanguage, useText } from '../../text/useText.tsx'
import { ColourControls } from './colour/ColourControls.tsx'
import { ColourFilter } from './colour/ColourFilter.tsx'
import { ColourSign } from './colour/ColourSign.tsx'
import { ChartLayer } from './overlay/ChartLayer.tsx'
import { CorrectionBar, CorrectionSign } from './colour/CorrectionBar.tsx'
import { CorrectionFilter } from './colour/CorrectionFilter.tsx'
import { filterOf } from './colour/useColourAid.ts'
import { correctionFilterOf } from './colour/useCorrection.ts'
import { CompareBar } from './compare/CompareBar.tsx'
import { ComparePane } from './compare/ComparePane.tsx'
import { PaneCaption } from './compare/PaneCaption.tsx'
import type { Compare } from './compare/useCompare.ts'
import { labelNames, shapeNames } from './labelNames.ts'
import { GivenLayer } from './overlay/GivenLayer.tsx'
import { MapControls, MapLegend } from './overlay/MapControls.tsx'
import { MapLayer } from './overlay/MapLayer.tsx'
import { mapRegion } from './overlay/mapRegion.ts'
import { OutlineLayer } from './overlay/OutlineLayer.tsx'
import { unsurePlaces } from '../../../src-shared/domain/outlineCertainty.ts'
import { SuggestionLayer } from './overlay/SuggestionLayer.tsx'
import { SignLayer } from './overlay/SignLayer.tsx'
import type { ChangeOverlay, OverlaySettings } from './overlay/overlaySettings.ts'
import type { Given } from './useGiven.ts'
import type { Suggestions } from './lines/useSuggestions.ts'
import type { Marks } from './useMarks.ts'
import type { Reading } from './useReading.ts'
import { asMeasured } from './tongue/tongueGround.ts'
import { TongueHint } from './tongue/TongueHint.tsx'
import { TongueLayer } from './tongue/TongueLayer.tsx'
import { isTongueTool } from './tongue/tongueTools.ts'
import type { Tools } from './useTools.ts'
import type { Picture, PictureOnScreen } from './viewer/picture.ts'
import { PictureFooter } from './viewer/PictureFooter.tsx'
import { PicturePane } from './viewer/PicturePane.tsx'
import { ShapeHint } from './viewer/ShapeHint.tsx'

interface PictureAreaProps {
  readonly picture: Picture
  readonly view: CaseView
  readonly reading: Reading
  readonly given: Given
  readonly marks: Marks
  readonly tools: Tools
  readonly suggestions: Suggestions
  readonly compare: Compare
  readonly overlay: OverlaySettings
  readonly onOverlay: ChangeOverlay
}

/** The picture with its layers, and under it what can be done to them and what they are. */
export function PictureArea(props: PictureAreaProps) {
  const { picture, view, reading, marks, overlay, tools } = props
  const language = useLanguage()
  const { nameOf, nameOfShape } = useNames(view.labelSets)
  const { image } = marks
  if (image === null) return null
  const prediction = reading.prediction?.imageId === image.imageId ? asMeasured(reading.prediction, reading.read) : null
  const map = reading.focus === null || reading.scoreOf(reading.focus) === null ? undefined : prediction?.maps[reading.focus.label]
  const hasMaps = prediction !== null && Object.keys(prediction.maps).length > 0
  const focused = view.labelSets.find(({ id }) => id === reading.focus?.labelSet)?.labels.find(({ key }) => key === reading.focus?.label)
  // Below the choice of pictures, where there is one.
  const topPx = view.images.length > 1 ? 44 : 8
  const veins = image.role === 'underside' ? veinsOn(image, asMeasured(reading.prediction, reading.read)) : null
  const ai = { tools, suggestions: props.suggestions, image, prediction, veins, map, overlay, given: props.given.openShapes(image.imageId) }
  return (
    <>
      <Box sx={{ flex: 1, minHeight: 0, position: 'relative', display: 'flex' }}>
        <PicturePane
          picture={picture}
          image={image}
          tool={tools.tool}
          marks={reading.read.marks}
          readOnly={reading.readOnly}
          selectedMark={marks.selected}
          onSelectMark={marks.select}
          onMark={marks.commit}
          shapes={tools.shapes}
          brush={tools.brush}
          notes={tools.notes}
          tongue={tools.tongue}
          onMenu={tools.actions.openMenu}
          nameOf={nameOf}
          nameOfShape={nameOfShape}
          bare={overlay.bare}
          filter={filtersOf(tools)}
          lens={tools.lens.lens}
          lensLayers={<AiLayers {...ai} picture={tools.lens.lens.picture} />}
        >
          <AiLayers {...ai} picture={picture} />
          {tools.correction.patchesShown && tools.correction.calibration !== null && <ChartLayer picture={picture} calibration={tools.correction.calibration.calibration} />}
          {map !== undefined && overlay.mapShown && <MapLegend />}
          <ToolHint picture={picture} tools={tools} reading={reading} nameOf={nameOf} />
          {view.images.length > 1 && <ImageTabs images={view.images} shown={image.imageId} analysed={reading.prediction?.imageId ?? null} onShow={marks.showImage} />}
        </PicturePane>
        <SecondPicture {...props} topPx={topPx} />
        <ColourLayers tools={tools} topPx={topPx + (props.compare.comparison === null ? 0 : 28)} />
      </Box>
      <UnderPicture {...props} image={image} mapName={map === undefined ? null : (focused?.name[language] ?? null)} hasMaps={hasMaps} hasOutline={(prediction?.segmentation?.polygon ?? []).length > 2} />
    </>
  )
}

/** The signs whose veins were measured on this very photo. */
function veinsOn({ sha256 }: ImageView, prediction: PredictionView | null): TongueSigns | null {
  const signs = prediction?.tongue?.signs ?? null
  return signs?.sublingualVeins?.photoSha256 === sha256 ? signs : null
}

/** The same functions for the same words: layers that show names are not drawn anew for each letter typed elsewhere. */
function useNames(labelSets: CaseView['labelSets']) {
  const language = useLanguage()
  const { unlabelled } = useText().bench.shapes
  return useMemo(() => {
    const nameOf = labelNames(labelSets, language, unlabelled)
    return { nameOf, nameOfShape: shapeNames(nameOf, language) }
  }, [labelSets, language, unlabelled])
}

/** First to the true colours, then as the eye wants them. */
function filtersOf({ correction, colour }: Tools): string | undefined {
  const filters = [correctionFilterOf(correction), filterOf(colour)].filter((filter) => filter !== undefined)
  return filters.length === 0 ? undefined : filters.join(' ')
}

/** The filters, and what says on the picture that its colours are not as photographed. */
function ColourLayers({ tools: { correction, colour }, topPx }: { readonly tools: Tools; readonly topPx: number }) {
  return (
    <>
      <CorrectionFilter correction={correction} />
      <ColourFilter colour={colour} />
      <ColourSign colour={colour} topPx={topPx} />
      <CorrectionSign correction={correction} topPx={topPx + (colour.adjusted ? 28 : 0)} />
    </>
  )
}

/** What the tool in hand does and how. */
function ToolHint({ picture, tools, reading, nameOf }: Pick<PictureAreaProps, 'picture' | 'tools' | 'reading'> & { readonly nameOf: ReturnType<typeof labelNames> }) {
  const { tool, tongue, shapes, lines, brush } = tools
  if (isTongueTool(tool)) return <TongueHint edit={tongue} tool={tool} />
  return <ShapeHint tool={tool} readOnly={reading.readOnly} labelName={nameOf(reading.focus)} nameOf={nameOf} picture={picture} shapes={shapes} lines={lines} brush={brush} />
}

interface UnderPictureProps extends PictureAreaProps {
  readonly image: ImageView
  /** Of the label whose map is shown. */
  readonly mapName: string | null
  readonly hasMaps: boolean
  readonly hasOutline: boolean
}

/** What can be done to the layers and to the second picture, and what the first one is. */
function UnderPicture({ picture, image, compare, reading, tools, overlay, onOverlay, mapName, hasMaps, hasOutline }: UnderPictureProps) {
  return (
    <Box sx={{ px: 1.5, py: 0.25, borderTop: 1, borderColor: 'divider', bgcolor: 'background.paper' }}>
      <CompareBar compare={compare} />
      <CorrectionBar correction={tools.correction} />
      <ColourControls colour={tools.colour} />
      {(hasMaps || hasOutline) && <MapControls settings={overlay} onChange={onOverlay} labelName={mapName} hasMaps={hasMaps} hasOutline={hasOutline} />}
      <PictureFooter picture={picture} image={{ ...image, spacing: calibratedSpacing(reading.read.marks, image) }} trueSize={tools.trueSize} model={reading.prediction?.model ?? null} />
    </Box>
  )
}

/** What stands beside or over the case's own picture while two are compared, and which is which. */
function SecondPicture({ picture, compare, tools, topPx }: PictureAreaProps & { readonly topPx: number }) {
  const { comparison } = compare
  if (comparison === null) return null
  const { own, chosen } = comparison
  return (
    <>
      {own !== null && <PaneCaption of={own} isOwn place={{ left: 8, top: topPx }} />}
      <ComparePane compare={compare} chosen={chosen} own={picture} pans={tools.tool === 'pan'} />
    </>
  )
}

interface AiLayersProps {
  readonly tools: Tools
  readonly suggestions: Suggestions
  readonly picture: PictureOnScreen
  readonly image: ImageView
  /** null while blind, and for pictures that were not analysed. */
  readonly prediction: PredictionView | null
  /** Of a photo of the underside: its veins are shown on it and nowhere else. */
  readonly veins: TongueSigns | null
  readonly map: MapGrid | undefined
  readonly overlay: OverlaySettings
  readonly given: Parameters<typeof GivenLayer>[0]['shapes']
}

/** What the model has found and what was given elsewhere, over the picture or in the magnifier. */
function AiLayers({ tools: { tongue, tool }, suggestions, picture, image, prediction, veins, map, overlay, given }: AiLayersProps) {
  const outline = prediction?.segmentation?.polygon ?? []
  const signs = prediction?.tongue?.signs ?? null
  return (
    <>
      {prediction !== null && map !== undefined && overlay.mapShown && (
        <MapLayer picture={picture} map={map} region={mapRegion(prediction, image)} opacity={overlay.opacity} threshold={overlay.threshold} />
      )}
      {outline.length > 2 && overlay.outlineShown && <OutlineLayer picture={picture} polygon={outline} unsure={(tongue.shown?.outline ?? null) === null ? unsurePlaces(prediction?.segmentation) : []} />}
      {tongue.shown !== null && (overlay.outlineShown || isTongueTool(tool)) && <TongueLayer picture={picture} edit={tongue} ground={tongue.shown} tool={isTongueTool(tool) ? tool : null} />}
      {signs !== null && overlay.sign !== null && overlay.sign !== 'sublingualVeins' && <SignLayer picture={picture} signs={signs} sign={overlay.sign} />}
      {veins !== null && overlay.sign === 'sublingualVeins' && <SignLayer picture={picture} signs={veins} sign={overlay.sign} />}
      <GivenLayer picture={picture} shapes={given} />
      <SuggestionLayer picture={picture} suggestions={suggestions.open} focused={suggestions.focused} />
    </>
  )
}

interface ImageTabsProps {
  readonly images: readonly ImageView[]
  readonly shown: ImageId
  /** Whose scores are shown; null while blind. */
  readonly analysed: ImageId | null
  readonly onShow: (imageId: ImageId) => void
}

/** The visit's pictures: film and prior, tongue and underside. */
function ImageTabs({ images, shown, analysed, onShow }: ImageTabsProps) {
  const text = useText().bench.picture
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={shown}
      aria-label={text.name}
      onPointerDown={(event) => event.stopPropagation()}
      onChange={(_, imageId: ImageId | null) => imageId !== null && onShow(imageId)}
      sx={{ position: 'absolute', left: 8, top: 8, bgcolor: 'background.paper' }}
    >
      {images.map(({ imageId, role }, index) => (
        <ToggleButton key={imageId} value={imageId} onMouseDown={(event) => event.preventDefault()} sx={{ py: 0.25, px: 1 }}>
          {index + 1} {text.role[role]}
          {imageId === analysed && ` · ${text.analysed}`}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
