/** Malformed requests, drawn from a seed. Each is the bytes of one connection. */
import { type Route, ROUTES } from "../../src/server/api/routeTable.ts"

/** A random generator with a seed, so that a failure can be repeated. Returns 0 to 1. */
export const random = (seed: number) => () => {
  seed = (seed + 0x6D2B79F5) | 0
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
  return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
}

/** What the requests may contain so that some of them get past the first checks. */
export interface Known {
  readonly token: string
  readonly impUid: string
  /** Paths of the control API that requests may use, without `/_sandbox/`. */
  readonly control: ReadonlyArray<string>
}

/** Draws requests. The same seed draws the same requests. */
export const malformedRequests = (seed: number, { control, impUid, token }: Known): () => Buffer => {
  const next = random(seed)
  const below = (limit: number): number => Math.floor(next() * limit)
  const pick = <A>(list: ReadonlyArray<A>): A => list[below(list.length)] as A
  const maybe = (chance: number): boolean => next() < chance
  const noise = (length: number): string =>
    Array.from({ length: below(length) }, () => String.fromCharCode(below(256))).join("")

  const uid = (): string =>
    pick([impUid, "order_000000000001", "%", "%ff%fe", "%00", "__proto__", "..", "x".repeat(below(300)), noise(20)])
  // Mostly routes that do something, with their own method.
  const route = (): Route => maybe(0.85) ? pick(EMULATED) : pick(ROUTES)
  const filled = ({ path }: Route): string => path.replace(/\{[^}]+\}/g, () => encodeSome(uid()))
  const encodeSome = (text: string): string =>
    maybe(0.5) ? text.replace(/[^\x21-\x7e]/g, "%ed") : encodeURIComponent(text)
  const query = (): string =>
    pick([
      "",
      "",
      "?",
      "?page=%&limit=1e9&from=-1",
      "?imp_uid[]=%00&imp_uid[][]=1",
      "?from=9e99&to=0",
      `?${noise(60)}`,
      `?sorting=${noise(5)}`,
      `?customer_uid[]=${encodeURIComponent(noise(9))}`,
      "?include_sandbox=maybe&extension=1&extension=2",
      `?imp_uid[]=${impUid}&`.repeat(below(150))
    ])
  const anyMethod = (): string =>
    maybe(0.8)
      ? pick(["POST", "GET", "PUT", "DELETE"])
      : pick(["PATCH", "HEAD", "OPTIONS", "TRACE", "get", "CANCEL"])
  const ofRoute = (suffix: () => string) => (): readonly [string, string] => {
    const found = route()
    return [maybe(0.85) ? found.method : anyMethod(), filled(found) + suffix()]
  }
  const other = (path: () => string) => (): readonly [string, string] => [anyMethod(), path()]
  const methodAndPath = (): readonly [string, string] =>
    pick([
      ofRoute(query),
      ofRoute(query),
      ofRoute(query),
      ofRoute(() => pick(["", "/", "//", "/../", "/extra", "%2f", "#x"])),
      other(() => `/_sandbox/${pick(control)}${pick(["", "/x", "/", "/%", query()])}`),
      other(() => pick(ODD_PATHS)),
      other(() => `/${pick([noise(80), "a".repeat(below(9000))])}`)
    ])()

  const scalar = (): string =>
    pick([
      "null",
      "true",
      "1e999",
      "-0",
      "-1",
      "0.1",
      "1e21",
      "99999999999999999999",
      "\"\"",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "[]",
      "{}",
      "[[1]]",
      `"${impUid}"`,
      JSON.stringify(noise(30)),
      "{\"valueOf\":1}",
      "{\"toString\":null}",
      "\"NaN\"",
      "\"1,000\"",
      "\"２\"",
      "9007199254740993",
      JSON.stringify("가".repeat(below(500)))
    ])
  const name = (): string =>
    pick([
      "imp_uid",
      "merchant_uid",
      "amount",
      "checksum",
      "reason",
      "refund_bank",
      "refund_account",
      "extra",
      "tax_free",
      "imp_key",
      "imp_secret",
      "card_number",
      "expiry",
      "customer_uid",
      "currency",
      "vbank_due",
      "vbank_code",
      "pg",
      "card_quota",
      "__proto__",
      "constructor",
      " imp_uid",
      "kind",
      "count",
      "advance",
      "set",
      "freeze",
      "route",
      "fault",
      "times",
      "url",
      "result",
      "tier",
      "cancel_history",
      "promotion",
      "async",
      noise(8)
    ])
  const body = (): string =>
    pick([
      () => "",
      () => noise(300),
      () => `{${Array.from({ length: below(9) }, () => `${JSON.stringify(name())}:${scalar()}`).join(",")}}`,
      () =>
        `{${Array.from({ length: below(9) }, () => `${JSON.stringify(name())}:${scalar()}`).join(",")}}`.slice(
          0,
          below(120)
        ),
      () =>
        Array.from({ length: below(9) }, () => `${name()}${pick(["", "[]", "[x]", "[[", "]"])}=${noise(12)}`).join("&"),
      () => pick(["[", "{\"a\":", "[{\"a\":", "\"\\u"]).repeat(below(3000)),
      () => "&&&===[][]&a[b[c]=1&[=]&%&__proto__[x]=1",
      () => `\ufeff{"imp_uid":"${impUid}","amount":${pick(["{}", "[1]", "-1", "1e400", "\"\""])}}`,
      () => `a${"[b]".repeat(below(200))}=1`
    ])()

  const header = (): string =>
    pick([
      () => `Tier: ${pick(["", "AB1", "abc", "toolong", "\xff"])}`,
      () => `Origin: ${noise(9).replace(/[\r\n]/g, "")}`,
      () => `X-ImpTokenHeader: ${noise(40).replace(/[\r\n]/g, "")}`,
      () => `Accept: ${"*/*,".repeat(below(40))}`,
      () => "Expect: 100-continue",
      () => "Upgrade: websocket",
      () => `${noise(10)}: ${noise(20)}`,
      () => `Cookie: ${"x".repeat(below(20_000))}`
    ])()

  return () => {
    const bytes = Buffer.from(body(), pick(["latin1", "utf8"] as const))
    if (maybe(0.01)) return Buffer.from(noise(400), "latin1")
    // Most requests are valid HTTP, so that they reach the routes and not only Node's parser.
    const [method, path] = methodAndPath()
    const target = maybe(0.95) ? path.replace(/[^\x21-\x7e]/g, "%E") : path
    const line = maybe(0.02)
      ? noise(40)
      : `${method} ${target} ${maybe(0.98) ? "HTTP/1.1" : pick(["HTTP/1.0", "HTTP/9.9"])}`
    const length = maybe(0.05) ? pick(["-1", "x", "5, 6", "99", "0", ""]) : String(bytes.length)
    const framing = maybe(0.03)
      ? `Transfer-Encoding: ${pick(["chunked", "gzip", "chunked, chunked"])}`
      : `Content-Length: ${length}`
    const lines = [
      line,
      ...(maybe(0.97)
        ? [
          `Host: ${
            maybe(0.05) ? pick(["elsewhere", ""]) : pick(["127.0.0.1", "127.1:80", "localhost", "api.iamport.kr"])
          }`
        ]
        : []),
      "Connection: close",
      `Authorization: ${
        pick([
          token,
          token,
          token,
          token,
          `Bearer ${token}`,
          `Bearer ${token}`,
          "",
          "Bearer",
          noise(8).replace(/[\r\n]/g, "")
        ])
      }`,
      `Content-Type: ${
        pick([
          "application/json",
          "application/json; charset=euc-kr",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "text/\xff",
          ""
        ])
      }`,
      ...(maybe(0.1) ? [header()] : []),
      framing
    ]
    return Buffer.concat([
      Buffer.from(`${lines.join(maybe(0.98) ? "\r\n" : "\n")}\r\n\r\n`, "latin1"),
      bytes
    ])
  }
}

// internal

const EMULATED = ROUTES.filter(({ call }) => call !== undefined)

const ODD_PATHS = [
  "//",
  "*",
  "",
  "/",
  "http://elsewhere/payments/cancel",
  "http://[/",
  "?",
  "/payments/../users/getToken",
  "/payments/__proto__"
]
