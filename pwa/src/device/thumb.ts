const EDGE_PX = 320
const QUALITY = 0.72

/** A small JPEG for lists; null when this browser cannot decode the bytes. The original is never touched. */
export async function thumbnailOf(bytes: Uint8Array | Blob, media_type: string): Promise<Uint8Array | null> {
  if (!media_type.startsWith('image/') || typeof createImageBitmap === 'undefined') return null
  try {
    const blob = bytes instanceof Blob ? bytes : new Blob([bytes as BlobPart], { type: media_type })
    const bitmap = await createImageBitmap(blob, { resizeWidth: EDGE_PX, resizeQuality: 'medium' })
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
    bitmap.close()
    const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY })
    return new Uint8Array(await jpeg.arrayBuffer())
  } catch {
    return null // a picture without a thumbnail is still evidence
  }
}
