import { Cell } from '@/local/readable'

export interface UploadProgress {
  sent: number
  total: number
  /** The server has every byte; the receipt may still be on its way. */
  there: boolean
}

/** How far each blob has come, shared by uploader, sender and screens. Lives as long as the page. */
export class UploadBoard {
  readonly progress = new Cell<ReadonlyMap<string, UploadProgress>>(new Map())

  set(id: string, progress: UploadProgress): void {
    this.progress.update((all) => new Map(all).set(id, progress))
  }

  /** After the server has asked for the same bytes again, or they changed under us. */
  forget(id: string): void {
    this.progress.update((all) => new Map([...all].filter(([key]) => key !== id)))
  }

  isThere(id: string): boolean {
    return this.progress.get().get(id)?.there ?? false
  }
}
