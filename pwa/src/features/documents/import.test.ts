import { expect, test } from 'vitest'
import { readPdf } from './import'

const pdf = (text: string) => new Blob([text])

test('a whole PDF is taken with exactly its bytes', async () => {
  const read = await readPdf(pdf('%PDF-1.7\nbody\n%%EOF\n'))
  expect('bytes' in read && read.bytes.byteLength).toBe(20)
})

test('half a download is refused before it enters the file', async () => {
  expect(await readPdf(pdf('%PDF-1.7\nbody without an end'))).toEqual({ problem: 'cut' })
})

test('a picture renamed to .pdf and an empty file are refused', async () => {
  expect(await readPdf(pdf('\xff\xd8\xff'))).toEqual({ problem: 'notPdf' })
  expect(await readPdf(pdf(''))).toEqual({ problem: 'empty' })
})
