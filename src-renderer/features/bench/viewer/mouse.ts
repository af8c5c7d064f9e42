import { Enums, PanTool, ToolGroupManager, ZoomTool } from '@cornerstonejs/tools'

/** Panning and zooming by the library's own tools, of one viewport. */
export function addMouse(name: string, engineId: string): void {
  const tools = ToolGroupManager.createToolGroup(name)
  tools?.addTool(PanTool.toolName)
  tools?.addTool(ZoomTool.toolName)
  tools?.addViewport(name, engineId)
}

/** The wheel's button pans and the right one zooms; the main one pans where it has no other tool. */
export function bindMouse(name: string, pans: boolean): void {
  const tools = ToolGroupManager.getToolGroup(name)
  const { Primary, Auxiliary, Secondary } = Enums.MouseBindings
  tools?.setToolPassive(PanTool.toolName, { removeAllBindings: true })
  tools?.setToolActive(PanTool.toolName, {
    bindings: [{ mouseButton: Auxiliary }, ...(pans ? [{ mouseButton: Primary }, { numTouchPoints: 1 }] : [])],
  })
  tools?.setToolActive(ZoomTool.toolName, { bindings: [{ mouseButton: Secondary }, { numTouchPoints: 2 }] })
}

export const removeMouse = (name: string): void => ToolGroupManager.destroyToolGroup(name)
