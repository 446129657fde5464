// Asks one URL again and again over many connections and counts the answers, as cheaply as Node can: general clients
// make a text of every body and are slower than the servers that are measured.
// node asking.mjs URL CONNECTIONS SECONDS 'HEADERS AS JSON' → {"answers", "seconds", "status", "bytes", "p99": ms}
import net from 'node:net'

const [target, connections, seconds, headers] = process.argv.slice(2)
const { hostname, port, pathname, search } = new URL(target)
const lines = Object.entries(JSON.parse(headers)).map(([name, value]) => `${name}: ${value}\r\n`)
const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAccept: */*\r\n${lines.join('')}\r\n`

const { opening, bytes } = await askOnce()
let answers = 0
const waits = new Float64Array(4_000_000)
const started = process.hrtime.bigint()
for (let number = 0; number < connections; number++) keepAsking()

setTimeout(() => {
  const took = Number(process.hrtime.bigint() - started) / 1e9
  const p99 = waits.subarray(0, answers).sort()[Math.floor(Math.min(answers, waits.length) * 0.99)]
  console.log(JSON.stringify({ answers, seconds: took, status: Number(opening.toString().slice(-3)), bytes, p99 }))
  process.exit(0)
}, seconds * 1000)

/** How the first answer begins and how long it is: every answer that is counted must be like it. */
function askOnce() {
  return new Promise((resolve) => {
    const socket = net.connect(port, hostname, () => socket.write(request))
    socket.on('error', (error) => fail(error.message))
    let seen = Buffer.alloc(0)
    socket.on('data', (piece) => {
      seen = Buffer.concat([seen, piece])
      const end = seen.indexOf('\r\n\r\n')
      if (end < 0) return
      const opening = Buffer.from(seen.subarray(0, 'HTTP/1.1 200'.length))
      const length = /\r\ncontent-length: (\d+)/i.exec(seen.subarray(0, end).toString('latin1'))
      socket.destroy()
      resolve({ opening, bytes: end + 4 + (/20[06]$/.test(opening.toString()) ? Number(length[1]) : 0) })
    })
  })
}

function keepAsking() {
  let left = bytes
  let asked = 0
  const socket = net.connect({ port, host: hostname, onread: { buffer: Buffer.alloc(256 * 1024), callback: take } })
  socket.setNoDelay(true)
  socket.on('connect', ask)
  socket.on('close', () => fail('a connection was closed'))
  socket.on('error', (error) => fail(error.message))

  function ask() {
    asked = performance.now()
    socket.write(request)
  }

  function take(size, buffer) {
    if (left === bytes && opening.compare(buffer, 0, opening.length)) fail('an answer has another status')
    left -= size
    if (left < 0) fail('an answer is longer than the first')
    if (left === 0) {
      waits[answers++] = performance.now() - asked
      left = bytes
      ask()
    }
    return true
  }
}

function fail(why) {
  console.error(`${target}: ${why}`)
  process.exit(1)
}
