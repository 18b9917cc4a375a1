/** A shop that calls a sandbox over real HTTP, as a shop in any language does. */
import { connect, type Socket } from "node:net"
import { setTimeout } from "node:timers/promises"
import { afterAll, beforeAll, beforeEach } from "vitest"
import { type Options, type RunningSandbox, start } from "../src/index.ts"

/** JSON of which a test reads any field. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly json: Json
}

export interface RawOutcome {
  /** Everything that was received, byte for byte. */
  readonly text: string
  readonly bytes: Buffer
  /** How the connection ended. */
  readonly end: "fin" | "reset"
}

/**
 * The time of every sandbox in these tests, which only the control API moves. Units: UNIX seconds.
 */
export const NOW = Date.parse("2024-05-20T12:00:00+09:00") / 1000

/** One sandbox for the tests of a file, empty before each of them. */
export const openShop = (options?: Options) => {
  let sandbox: RunningSandbox
  let token = ""

  const request = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const isText = typeof body === "string"
    const response = await fetch(sandbox.url + path, {
      method,
      redirect: "manual",
      headers: { ...(body === undefined || isText ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, json: parse(text) } satisfies Answer
  }

  const signIn = async () => {
    const { json } = await request("POST", "/users/getToken", { imp_key: sandbox.key, imp_secret: sandbox.secret })
    token = json.response.access_token
    return json.response
  }

  const control = async (method: string, path: string, body?: unknown): Promise<Json> =>
    (await request(method, `/_sandbox/${path}`, body)).json

  beforeAll(async () => {
    sandbox = await start({ ...(options?.startTime === undefined ? { now: () => NOW * 1000 } : {}), ...options })
  })

  beforeEach(async () => {
    await control("POST", "reset")
    await signIn()
  })

  afterAll(() => sandbox.close())

  return {
    request,
    signIn,
    control,
    get sandbox() {
      return sandbox
    },
    get token() {
      return token
    },
    order: (payment: object = {}): Promise<Json> => control("POST", "payments", payment),
    get: (path: string, headers: Record<string, string> = {}) =>
      request("GET", path, undefined, { authorization: token, ...headers }),
    cancel: (body: object, headers: Record<string, string> = {}) =>
      request("POST", "/payments/cancel", body, { authorization: token, ...headers }),
    break: (fault: string, more: object = {}) => control("POST", "faults", { route: "cancel", fault, ...more }),
    ledger: (): Promise<Json> => control("GET", "ledger"),
    requests: (): Promise<Json> => control("GET", "requests"),
    /** The bytes of a cancel request. */
    rawCancel: (body: object, headers = "Connection: close") => {
      const text = JSON.stringify(body)
      return `POST /payments/cancel HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${token}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n${headers}\r\n\r\n${text}`
    },
    /** Opens a connection and writes. The outcome resolves when the connection has ended. */
    raw: (text: string | Buffer): { readonly socket: Socket; readonly outcome: Promise<RawOutcome> } => {
      const socket = connect(sandbox.port, sandbox.host)
      socket.write(text)
      return { socket, outcome: outcomeOf(socket) }
    },
    /** Moves the sandbox's clock to the next such day and hour in Seoul, and signs in again. */
    moveToSeoul: async (when: { readonly day: number; readonly hour: number; readonly minute?: number }) => {
      const { now } = await control("GET", "clock")
      const there = new Date((now + 9 * 3600) * 1000)
      const at = (month: number) =>
        Date.UTC(there.getUTCFullYear(), month, when.day, when.hour, when.minute ?? 0) / 1000 - 9 * 3600
      const month = there.getUTCMonth()
      await control("POST", "clock", { advance: (at(month) > now ? at(month) : at(month + 1)) - now })
      await signIn()
      return (await control("GET", "clock")).now as number
    },
    /** Repeats a check until it is true. */
    until: async (isSo: () => Promise<boolean>) => {
      while (!await isSo()) await setTimeout(5)
    }
  }
}

export const form = { "content-type": "application/x-www-form-urlencoded" }

const parse = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const outcomeOf = (socket: Socket): Promise<RawOutcome> =>
  new Promise((resolve) => {
    const chunks: Array<Buffer> = []
    let end: RawOutcome["end"] = "fin"
    socket.on("data", (chunk: Buffer) => chunks.push(chunk))
    socket.on("error", () => {
      end = "reset"
    })
    socket.on("close", () => {
      const bytes = Buffer.concat(chunks)
      resolve({ bytes, text: bytes.toString("utf8"), end })
    })
  })
