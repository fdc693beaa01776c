// The peer for bench/doorbell.py: a bare socket.io server that answers POST by emitting to one room.
import { createServer } from 'node:http'
import { Server } from 'socket.io'

const http = createServer((request, response) => {
  if (request.method !== 'POST') return response.end()
  request.resume().on('end', () => {
    io.of('/pad').to('one').emit('news', { feedback: Date.now() })
    response.end('{}')
  })
})
const io = new Server(http, { transports: ['websocket'] })
let first = true
io.of('/pad').on('connection', (socket) => { if (first) { socket.join('one'); first = false } })
http.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'))
