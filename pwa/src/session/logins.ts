import { NoAnswer, ProblemAnswer } from '@/api/problems'
import type { LoginState } from '@/sync/engine'
import { Cell } from '@/local/readable'
import { Transport } from '@/sync/transport'
import { answerPasskey, creationOptions, requestOptions, type CreationJson, type RequestJson } from './passkeys'
import type { LoginAnswer } from './types'

/**
 * The network login: who it is, how long, and its CSRF token. Apart from the PIN (which opens the tablet) and from
 * the device key (which signs): when it ends, reading ends, and nothing else (pitfalls 8.6).
 */
export class Logins {
  readonly state = new Cell<LoginState>('none')
  readonly answer = new Cell<LoginAnswer | null>(null)

  constructor(private readonly transport: () => Transport) {}

  csrf(): string | null {
    return this.answer.get()?.csrf ?? null
  }

  /** Asks the server who is logged in. Without an answer everything stays as it was. */
  async refresh(): Promise<void> {
    try {
      this.#take(await this.transport().get<LoginAnswer>('/api/session'))
    } catch (error) {
      if (error instanceof ProblemAnswer && error.status === 401) this.#end()
      else if (!(error instanceof NoAnswer || error instanceof ProblemAnswer)) throw error
    }
  }

  /** Throws NoAnswer, ProblemAnswer. */
  async login(input: { username: string; password: string; otp?: string; device_id?: string }): Promise<LoginAnswer> {
    const answer = await this.transport().send<LoginAnswer>('POST', '/api/session', input)
    this.#take(answer)
    return answer
  }

  /** With a passkey instead of name and password. Throws NoAnswer, ProblemAnswer, NotAllowedHere `passkey.cancelled`. */
  async loginWithPasskey(device_id: string | null): Promise<LoginAnswer> {
    const door = '/api/session/passkey/login'
    const { options } = await this.transport().send<{ options: RequestJson }>('POST', `${door}/options`)
    const credential = await answerPasskey(() => navigator.credentials.get({ publicKey: requestOptions(options) }))
    const answer = await this.transport().send<LoginAnswer>('POST', door, { credential, ...(device_id ? { device_id } : {}) })
    this.#take(answer)
    return answer
  }

  /** Makes a passkey for whoever is logged in. `name` is what the person will know it by. */
  async registerPasskey(name: string): Promise<void> {
    const door = '/api/session/passkey/register'
    const { options } = await this.transport().send<{ options: CreationJson }>('POST', `${door}/options`)
    const credential = await answerPasskey(() => navigator.credentials.create({ publicKey: creationOptions(options) }))
    await this.transport().send('POST', door, { name, credential })
  }

  /** Ends the login; without a network only here (the server's side ends by itself). */
  async logout(): Promise<void> {
    try {
      await this.transport().send('DELETE', '/api/session')
    } catch (error) {
      if (!(error instanceof NoAnswer || error instanceof ProblemAnswer)) throw error
    }
    this.answer.set(null)
    this.state.set('none')
  }

  #take(answer: LoginAnswer): void {
    this.answer.set(answer)
    this.state.set('valid')
  }

  #end(): void {
    this.state.set(this.answer.get() ? 'expired' : 'none')
  }
}
