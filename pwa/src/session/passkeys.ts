/** Passkeys: the JSON forms of WebAuthn level 3, also in browsers that cannot convert them themselves. */
import { base64url, fromBase64url, type Bytes } from '@/api/bytes'
import { NotAllowedHere } from '@/api/problems'

interface Descriptor { id: string; type: 'public-key'; transports?: AuthenticatorTransport[] }
export interface RequestJson { challenge: string; rpId?: string; timeout?: number; userVerification?: UserVerificationRequirement; allowCredentials?: Descriptor[] }
export interface CreationJson {
  challenge: string; rp: PublicKeyCredentialRpEntity; user: { id: string; name: string; displayName: string }
  pubKeyCredParams: PublicKeyCredentialParameters[]; timeout?: number; excludeCredentials?: Descriptor[]
  authenticatorSelection?: AuthenticatorSelectionCriteria; attestation?: AttestationConveyancePreference
}

/** Whether this browser can use passkeys at all; they need a secure page. */
export function passkeysOffered(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && typeof navigator.credentials?.get === 'function'
}

const descriptors = (list: Descriptor[] | undefined) => list?.map((one) => ({ ...one, id: fromBase64url(one.id) }))

export function requestOptions(json: RequestJson): PublicKeyCredentialRequestOptions {
  const allowCredentials = descriptors(json.allowCredentials)
  return { ...json, challenge: fromBase64url(json.challenge), ...(allowCredentials ? { allowCredentials } : {}) } as PublicKeyCredentialRequestOptions
}

export function creationOptions(json: CreationJson): PublicKeyCredentialCreationOptions {
  const excludeCredentials = descriptors(json.excludeCredentials)
  const user = { ...json.user, id: fromBase64url(json.user.id) }
  return { ...json, challenge: fromBase64url(json.challenge), user, ...(excludeCredentials ? { excludeCredentials } : {}) } as PublicKeyCredentialCreationOptions
}

const text = (buffer: ArrayBuffer | null) => (buffer ? base64url(new Uint8Array(buffer)) : null)

/** What `PublicKeyCredential.toJSON()` gives, for both ceremonies. */
export function credentialJson(credential: PublicKeyCredential): Record<string, unknown> {
  const answer = credential.response
  const response: Record<string, unknown> = { clientDataJSON: text(answer.clientDataJSON) }
  if ('signature' in answer) {
    const { authenticatorData, signature, userHandle } = answer as AuthenticatorAssertionResponse
    Object.assign(response, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: text(userHandle) })
  } else {
    const made = answer as AuthenticatorAttestationResponse
    Object.assign(response, { attestationObject: text(made.attestationObject), transports: made.getTransports?.() ?? [] })
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: credential.getClientExtensionResults() }
}

/** What an act carries to prove that this person said yes to exactly this challenge. */
export interface PasskeyAssertion { credential_id: string; client_data: string; authenticator_data: string; signature: string }

/**
 * Asks the authenticator to sign 32 bytes of ours, with finger, face or PIN. Needs no network: the RP id is this host.
 * Throws NotAllowedHere `passkey.cancelled`.
 */
export async function signWithPasskey(challenge: Bytes): Promise<PasskeyAssertion> {
  const publicKey: PublicKeyCredentialRequestOptions = { challenge, rpId: location.hostname, userVerification: 'required' }
  const credential = await answerPasskey(() => navigator.credentials.get({ publicKey }))
  const { clientDataJSON, authenticatorData, signature } = credential['response'] as Record<string, string>
  return { credential_id: String(credential['id']), client_data: clientDataJSON!, authenticator_data: authenticatorData!, signature: signature! }
}

/** Throws NotAllowedHere `passkey.cancelled`: the person said no, or nothing fitting is on this device. */
export async function answerPasskey(ask: () => Promise<Credential | null>): Promise<Record<string, unknown>> {
  try {
    const credential = await ask()
    if (credential) return credentialJson(credential as PublicKeyCredential)
  } catch (error) {
    if ((error as Error).name === 'InvalidStateError') throw new NotAllowedHere('session.passkey_known')
    if (!['NotAllowedError', 'AbortError'].includes((error as Error).name)) throw error
  }
  throw new NotAllowedHere('passkey.cancelled')
}
