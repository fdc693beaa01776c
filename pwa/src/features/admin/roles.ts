import type { Role } from '@/shell/manifest'

/** In the order of the court's own table (domain.md 1.1). */
export const ROLES: readonly Role[] = [
  'president', 'bureau_chief', 'judge', 'officer', 'assistant', 'clerk', 'marshal', 'service_centre', 'command_centre', 'administrator',
]

/** A first password nobody has to think up: 20 characters without those that are mistaken for each other. */
export function firstPassword(random: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>)): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789'
  const room = 256 - (256 % letters.length)
  let made = ''
  while (made.length < 20) {
    for (const byte of random(new Uint8Array(32))) if (byte < room && made.length < 20) made += letters[byte % letters.length]
  }
  return made.replace(/(.{5})(?=.)/g, '$1-')
}
