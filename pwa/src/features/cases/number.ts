/** Form of a case number, as `contract/rules.json` has it (a test compares): （year）court type number号, full-width brackets. */
export const CASE_NUMBER = /^（(20\d{2})）([\u4e00-\u9fa5]\d{2}(?:\d{2})?)([\u4e00-\u9fa5]{1,3})([1-9]\d{0,6})号(之[一二三四五六七八九十]{1,3})?$/

/** What was meant by what somebody typed: brackets, digits and blanks as they are written in a case number. */
export function tidyNumber(typed: string): string {
  return typed.normalize('NFKC').replace(/\s+/g, '').replace(/[([〔【［]/g, '（').replace(/[)\]〕】］]/g, '）')
}

export function isCaseNumber(text: string): boolean {
  return CASE_NUMBER.test(text)
}
