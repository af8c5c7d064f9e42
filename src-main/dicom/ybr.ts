/** Full-range YCbCr to RGB (DICOM PS3.3 C.7.6.3.1.2, YBR_FULL), interleaved, 8 bits, rounded to the nearest level, halves up. */
export function ybrToRgb(values: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(values.length)
  for (let index = 0; index < values.length; index += 3) {
    const light = values[index] ?? 0
    const blue = (values[index + 1] ?? 0) - 128
    const red = (values[index + 2] ?? 0) - 128
    rgb[index] = Math.floor(light + 1.402 * red + 0.5)
    rgb[index + 1] = Math.floor(light - (0.114 * 1.772 * blue + 0.299 * 1.402 * red) / 0.587 + 0.5)
    rgb[index + 2] = Math.floor(light + 1.772 * blue + 0.5)
  }
  return new Uint8Array(rgb.buffer)
}

/** Chroma that two neighbours share, for each of them: Y1 Y2 Cb Cr becomes Y1 Cb Cr Y2 Cb Cr. */
export function ybr422ToYbr(values: Uint8Array, pixels: number): Uint8Array {
  const full = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const group = (pixel >> 1) * 4
    full[pixel * 3] = values[group + (pixel & 1)] ?? 0
    full[pixel * 3 + 1] = values[group + 2] ?? 0
    full[pixel * 3 + 2] = values[group + 3] ?? 0
  }
  return full
}
