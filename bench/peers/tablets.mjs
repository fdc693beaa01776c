// Connects tablets to a court and tells, on standard output, when news reached the first of them.
// argv: url, cookie of the tablet that listens and pulls, cookie of the others, how many in all, pull (yes|no)
import { io } from 'socket.io-client'

const [url, mine, theirs, count, pulls] = process.argv.slice(2)
const connect = (cookie) => new Promise((resolve, reject) => {
  const socket = io(`${url}/pad`, { transports: ['websocket'], forceNew: true, extraHeaders: { Cookie: cookie } })
  socket.once('connect', () => resolve(socket))
  socket.once('connect_error', reject)
})
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n')

let cursor = ''
const pull = async () => {
  const found = []
  for (let more = true; more;) {
    const answer = await fetch(`${url}/api/sync/pull?cursor=${encodeURIComponent(cursor)}&limit=1000`, { headers: { Cookie: mine } })
    const page = await answer.json()
    found.push(...page.changes.filter((change) => change.collection === 'feedback').map((change) => change.row?.serial))
    cursor = page.cursor
    more = page.more
  }
  return found
}
if (pulls === 'yes') await pull()
const first = await connect(mine)
first.on('news', async () => {
  const heard = Date.now()
  const serials = pulls === 'yes' ? await pull() : []
  say({ heard, got: Date.now(), serials })
})
for (let at = 1; at < Number(count); at += 25) {
  await Promise.all(Array.from({ length: Math.min(25, Number(count) - at) }, () => connect(theirs)))
}
say({ ready: Number(count) })
