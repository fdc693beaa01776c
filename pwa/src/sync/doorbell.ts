import { io, type Socket } from 'socket.io-client'

/** Something that may ring at any time and may also stay silent for ever; nothing depends on it. */
export interface Doorbell {
  open(ring: () => void): void
  close(): void
}

/** Socket.IO namespace `/pad`. It carries no data: what it names is read by pulling, so permission is checked once. */
export class SocketDoorbell implements Doorbell {
  #socket: Socket | null = null

  constructor(private readonly origin: string) {}

  open(ring: () => void): void {
    if (this.#socket) return
    const socket = io(`${this.origin}/pad`, {
      transports: ['websocket'], withCredentials: true, reconnectionDelayMax: 60_000, randomizationFactor: 0.5,
    })
    socket.on('connect', ring) // whatever rang while we were away was missed: look once
    socket.on('news', ring)
    this.#socket = socket
  }

  close(): void {
    this.#socket?.disconnect()
    this.#socket = null
  }
}

/** A house without a bell: desks in tests, servers without sockets. The timer still comes round. */
export class SilentDoorbell implements Doorbell {
  open(_ring: () => void): void {
    // never rings
  }
  close(): void {
    // nothing is held
  }
}
