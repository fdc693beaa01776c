// Many tablets that only listen. argv: url, a JSON file [{who, cookie, sockets}]. Says {"ready": n}; then, for each line on
// standard input, {"heard": {who: [[…every ring a socket heard, {collection: seq}], …one list per socket]}}.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const require = createRequire(fileURLToPath(new URL('../../pwa/package.json', import.meta.url)))
const { io } = require('socket.io-client')
const [url, list] = process.argv.slice(2)
const people = JSON.parse(readFileSync(list, 'utf-8'))
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')
const heard = {}

const connect = ({ who, cookie }) => new Promise((resolve, reject) => {
  const rings = []
  heard[who].push(rings)
  const socket = io(`${url}/pad`, { transports: ['websocket'], forceNew: true, extraHeaders: { Cookie: cookie } })
  socket.on('news', (news) => rings.push(news))
  socket.once('connect', resolve)
  socket.once('connect_error', reject)
})

const all = people.flatMap((one) => Array.from({ length: one.sockets }, () => one))
for (const one of people) heard[one.who] = []
for (let at = 0; at < all.length; at += 25) await Promise.all(all.slice(at, at + 25).map(connect))
say({ ready: all.length })
for await (const _ of createInterface({ input: process.stdin })) say({ heard })
process.exit(0)
