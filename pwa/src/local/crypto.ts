/**
 * All cryptography of the device, in one file (the wire side is docs/protocol.md, section 1).
 * AES-GCM 256 at rest, PBKDF2-SHA256 from the PIN, ECDSA P-256 for acts, SHA-256 for evidence.
 */
import { sha256 as sha256Hash } from '@noble/hashes/sha2.js'
import { canonicalBytes } from '@/api/canonical'
import { base64url, fromBase64url, fromUtf8, hex, utf8, type Bytes } from '@/api/bytes'
import type { Proof } from '@/api/types'

/** Something encrypted. The additional data (table and key) is not stored: a box moved elsewhere does not open. */
export interface Box {
  iv: Bytes
  ct: Bytes
}

/** A box does not open: wrong key, altered bytes, or bytes that belong to another record. */
export class BoxBroken extends Error {
  override readonly name = 'BoxBroken'
}

/** OWASP's figure for PBKDF2-SHA256; about 0.1 s in a desktop browser, a second on a slow tablet. */
export const PIN_ROUNDS = 600_000
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const

export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes)))
}

/** SHA-256 piece by piece: WebCrypto cannot, and a long video does not fit into memory. */
export class RunningSha256 {
  readonly #hash = sha256Hash.create()

  add(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  digest(): string {
    return hex(this.#hash.digest())
  }
}

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count))
}

/** A key that encrypts but cannot be read out of the page again. */
export function importDataKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

export async function seal(key: CryptoKey, about: string, plain: Uint8Array): Promise<Box> {
  const iv = randomBytes(12)
  const ct = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: utf8(about) }, key, plain as Bytes)
  return { iv, ct: new Uint8Array(ct) }
}

/** Throws BoxBroken. */
export async function open(key: CryptoKey, about: string, box: Box): Promise<Bytes> {
  try {
    const algorithm = { name: 'AES-GCM', iv: box.iv, additionalData: utf8(about) }
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, box.ct))
  } catch {
    throw new BoxBroken(about)
  }
}

export function sealJson(key: CryptoKey, about: string, value: unknown): Promise<Box> {
  return seal(key, about, utf8(JSON.stringify(value)))
}

/** Throws BoxBroken. */
export async function openJson<T>(key: CryptoKey, about: string, box: Box): Promise<T> {
  return JSON.parse(fromUtf8(await open(key, about, box))) as T
}

export async function keyFromPin(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }
  return crypto.subtle.deriveKey(how, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** A new signing pair; the private half leaves this function only to be wrapped at once. */
export async function newSigningPair(): Promise<{ pkcs8: Bytes; spki: string }> {
  const pair = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  return { pkcs8, spki: base64url(spki) }
}

export function importSigningKey(pkcs8: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', pkcs8, P256, false, ['sign'])
}

/** First 16 hex digits of the SHA-256 of the SPKI (protocol, section 1). */
export async function keyId(spki: string): Promise<string> {
  return (await sha256(fromBase64url(spki))).slice(0, 16)
}

/** 64 raw bytes r and s, base64url. */
export async function signBytes(key: CryptoKey, bytes: Bytes): Promise<string> {
  return base64url(new Uint8Array(await crypto.subtle.sign(ES256, key, bytes)))
}

export async function verifyBytes(spki: string, bytes: Bytes, signature: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('spki', fromBase64url(spki), P256, false, ['verify'])
    return await crypto.subtle.verify(ES256, key, fromBase64url(signature), bytes)
  } catch {
    return false // what cannot be parsed is not a valid signature
  }
}

/** Whether `proof` is this key's signature over the record without its proof. */
export async function verifyProof(record: { proof: Proof | null }, spki: string): Promise<boolean> {
  const { proof, ...rest } = record
  if (!proof || proof.alg !== 'ES256' || proof.key !== (await keyId(spki))) return false
  return verifyBytes(spki, canonicalBytes(rest), proof.sig)
}
