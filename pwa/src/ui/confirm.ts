import { shallowRef } from 'vue'

export interface Question {
  title: string
  body?: string
  confirm?: string                     // the button's words: say what happens, not "OK"
  cancel?: string
  tone?: 'primary' | 'danger'
  typed?: string                       // the person must type this word: for what cannot be taken back
  facts?: readonly (readonly [term: string, value: string])[]   // what it is about, for a last look
}
export interface Asked extends Question { answer: (yes: boolean) => void }

export const asked = shallowRef<Asked | null>(null)

/** Asks before something final. Resolves true only when the person said so; a second question waits for no one. */
export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false)
  return new Promise((resolve) => {
    asked.value = { ...question, answer: (yes) => { asked.value = null; resolve(yes) } }
  })
}
