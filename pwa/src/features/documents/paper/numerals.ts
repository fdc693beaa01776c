/**
 * Numbers as a court writes them: signing dates, amounts in capitals, ordinals (domain.md 2.1, 4.1). The court has the
 * same functions; `tests/vectors/documents.json` holds both to the same answers. A text that is none comes back as null.
 */
const DIGITS = '〇一二三四五六七八九'
const CAPITALS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿']
const MOST_FEN = 99_999_999_999_999n

interface Day { year: number; month: number; day: number }

/** The parts of a day the calendar has, from `2026-11-24`. */
export function dayOf(text: string): Day | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  if (!match) return null
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const there = new Date(Date.UTC(2000, month - 1, day))
  there.setUTCFullYear(year, month - 1, day)
  return year >= 1 && there.getUTCMonth() === month - 1 && there.getUTCDate() === day ? { year, month, day } : null
}

/** 二〇二六年十一月二十四日: how a court document is dated; 〇 is U+3007. */
export function chineseDate(text: string): string | null {
  const day = dayOf(text)
  if (!day) return null
  const year = [...text.slice(0, 4)].map((digit) => DIGITS[Number(digit)]).join('')
  return `${year}年${chineseNumber(day.month)}月${chineseNumber(day.day)}日`
}

/** 2026年11月24日: days within the text. */
export function plainDate(text: string): string | null {
  const day = dayOf(text)
  return day && `${day.year}年${day.month}月${day.day}日`
}

/** 一 … 九十九; other numbers as they are. */
export function chineseNumber(number: number): string {
  if (!Number.isInteger(number) || number < 1 || number > 99) return String(number)
  const [tens, ones] = [Math.floor(number / 10), number % 10]
  return (tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens]}十`) + (ones ? DIGITS[ones] : '')
}

/** Bare for ordinal 0, then …号之一, 号之二 (domain.md 2.1). */
export function documentNumber(caseNumber: string, ordinal: number): string {
  return ordinal === 0 ? caseNumber : `${caseNumber}之${chineseNumber(ordinal)}`
}

/** Fen of a decimal text in yuan; never through a float. */
function fenOf(text: string): bigint | null {
  const match = /^(\d{1,15})(?:\.(\d{1,2}))?$/.exec(text)
  return match && BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))
}

/** 人民币大写: 壹佰贰拾捌万陆仟肆佰元整 (支付结算办法, 附件一). Null for what is no amount or a thousand billion and more. */
export function moneyInCapitals(text: string): string | null {
  const amount = fenOf(text)
  if (amount === null || amount > MOST_FEN) return null
  const [whole, jiao, fen] = [Number(amount / 100n), Number(amount / 10n % 10n), Number(amount % 10n)]
  let words = whole ? `${wholeInCapitals(whole)}元` : ''
  if (!jiao && !fen) return `${words || '零元'}整`
  if (jiao) words += `${CAPITALS[jiao]}角`
  else if (whole) words += '零'
  return words + (fen ? `${CAPITALS[fen]}分` : '整')
}

function wholeInCapitals(number: number): string {
  const groups: number[] = []
  for (let rest = number; rest; rest = Math.floor(rest / 10000)) groups.push(rest % 10000)
  let words = ''
  for (let place = groups.length - 1; place >= 0; place--) {
    const group = groups[place]!
    if (!group) continue
    // A gap of any length is one 零: an empty group before, or a group that does not fill its four places.
    const gap = words !== '' && (group < 1000 || !groups[place + 1])
    words += (gap ? '零' : '') + groupInCapitals(group) + GROUPS[place]
  }
  return words
}

function groupInCapitals(group: number): string {
  let words = ''
  let gap = false
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(group / 10 ** place) % 10
    if (!digit) {
      gap = words !== ''
      continue
    }
    words += (gap ? '零' : '') + CAPITALS[digit] + PLACES[place]
    gap = false
  }
  return words
}

/** 1,286,400.00 */
export function moneyInFigures(text: string): string | null {
  const amount = fenOf(text)
  if (amount === null) return null
  const whole = String(amount / 100n).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return `${whole}.${String(amount % 100n).padStart(2, '0')}`
}
