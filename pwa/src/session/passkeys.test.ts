import { expect, test } from 'vitest'
import { base64url, fromBase64url } from '@/api/bytes'
import { answerPasskey, creationOptions, credentialJson, requestOptions } from './passkeys'

const bytes = (...values: number[]) => new Uint8Array(values).buffer

test('the challenge the court gave is what the authenticator signs, byte for byte', () => {
  const challenge = base64url(new Uint8Array([0, 255, 17]))
  expect(new Uint8Array(requestOptions({ challenge }).challenge as Uint8Array<ArrayBuffer>)).toEqual(new Uint8Array([0, 255, 17]))
})

test('a person who has a passkey already is not asked to make another on the same key', () => {
  const options = creationOptions({ challenge: 'AA', rp: { name: '法院' }, user: { id: 'AQI', name: 'judge1', displayName: '法官' }, pubKeyCredParams: [], excludeCredentials: [{ id: 'Aw', type: 'public-key' }] })
  expect(new Uint8Array(options.excludeCredentials![0]!.id as Uint8Array<ArrayBuffer>)).toEqual(new Uint8Array([3]))
  expect(new Uint8Array(options.user.id as Uint8Array<ArrayBuffer>)).toEqual(new Uint8Array([1, 2]))
})

test('an assertion travels with its signature and user handle as base64url', () => {
  const response = { clientDataJSON: bytes(1), authenticatorData: bytes(2), signature: bytes(251, 255), userHandle: null }
  const json = credentialJson({ id: 'x', rawId: bytes(9), type: 'public-key', response, getClientExtensionResults: () => ({}) } as unknown as PublicKeyCredential)
  expect(json['response']).toEqual({ clientDataJSON: 'AQ', authenticatorData: 'Ag', signature: '-_8', userHandle: null })
  expect(fromBase64url(json['rawId'] as string)).toEqual(new Uint8Array([9]))
})

test('a person who turns the passkey down gets a sentence, not a crash', async () => {
  const refuse = () => Promise.reject(Object.assign(new Error('no'), { name: 'NotAllowedError' }))
  await expect(answerPasskey(refuse)).rejects.toMatchObject({ code: 'passkey.cancelled' })
})
