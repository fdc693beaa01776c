/** Who reads, and when, across the page: a photographed screen names its reader. Drawn into the pixels, not over them. */
export function drawWatermark(context: CanvasRenderingContext2D, text: string, scale: number): void {
  const { width, height } = context.canvas
  context.save()
  context.globalAlpha = 0.13
  context.fillStyle = '#24406b'
  context.font = `${14 * scale}px sans-serif`
  context.textAlign = 'center'
  const [stepX, stepY] = [Math.max(260 * scale, context.measureText(text).width + 60 * scale), 150 * scale]
  for (let y = stepY / 2, row = 0; y < height + stepY; y += stepY, row++) {
    for (let x = (row % 2) * (stepX / 2); x < width + stepX; x += stepX) {
      context.save()
      context.translate(x, y)
      context.rotate(-Math.PI / 8)
      context.fillText(text, 0, 0)
      context.restore()
    }
  }
  context.restore()
}
