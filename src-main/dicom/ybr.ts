/** Full-range YCbCr to RGB (DICOM PS3.3 C.7.6.3.1.2, YBR_FULL), interleaved, 8 bits. */
export function ybrToRgb(values: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(values.length)
  for (let index = 0; index < values.length; index += 3) {
    const light = values[index] ?? 0
    const blue = (values[index + 1] ?? 0) - 128
    const red = (values[index + 2] ?? 0) - 128
    rgb[index] = light + 1.402 * red
    rgb[index + 1] = light - 0.344136 * blue - 0.714136 * red
    rgb[index + 2] = light + 1.772 * blue
  }
  return new Uint8Array(rgb.buffer)
}

/** The same with chroma shared by two neighbours: samples come as Y1 Y2 Cb Cr. */
export function ybr422ToRgb(values: Uint8Array, pixels: number): Uint8Array {
  const full = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const group = (pixel >> 1) * 4
    full[pixel * 3] = values[group + (pixel & 1)] ?? 0
    full[pixel * 3 + 1] = values[group + 2] ?? 0
    full[pixel * 3 + 2] = values[group + 3] ?? 0
  }
  return ybrToRgb(full)
}
