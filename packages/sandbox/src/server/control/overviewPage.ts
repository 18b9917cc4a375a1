/**
 * The overview as a page for people, in English or Korean. It needs no script, loads nothing, and
 * every text on it is escaped.
 */
import { bytes, type Reply } from "../http/reply.ts"
import { isoTime } from "../time.ts"
import type { Overview } from "./overview.ts"

/** Does this `Accept` prefer HTML to JSON? Programs send JSON, a wildcard or nothing. */
export const wantsPage = (accept = ""): boolean => {
  const ranges = accept.toLowerCase().split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim())
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2)
    return { type, quality: quality === undefined ? 1 : Number(quality) || 0 }
  })
  const best = (...types: ReadonlyArray<string>) =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ quality }) => quality))
  const page = best("text/html", "application/xhtml+xml")
  return page > 0 && page >= best("application/json")
}

/** A page, in Korean when the browser prefers Korean to English. */
export const overviewPage = (shown: Overview, languages = ""): Reply => {
  const words = prefersKorean(languages) ? KOREAN : ENGLISH
  const page = bytes(200, "text/html; charset=utf-8", Buffer.from(pageOf(shown, words), "utf8"))
  return {
    ...page,
    headers: {
      ...page.headers,
      vary: "accept, accept-language",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer"
    }
  }
}

/** Text that is safe between tags and in a quoted attribute. */
export const escapeHtml = (text: unknown): string =>
  String(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
    // Control characters other than line breaks cannot be written in HTML, not even as a number.
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd")

// internal

const prefersKorean = (languages: string): boolean =>
  languages.split(",").map((language) => language.trim().slice(0, 2).toLowerCase())
    .find((language) => language === "ko" || language === "en") === "ko"

interface Words {
  readonly language: "en" | "ko"
  readonly intro: string
  readonly base: string
  readonly time: string
  readonly frozen: string
  readonly payments: string
  readonly cancels: string
  readonly faults: string
  readonly webhook: string
  readonly none: string
  readonly counts: string
  readonly received: string
  readonly applied: string
  readonly route: string
  readonly latest: string
  readonly noRequests: string
  readonly columns: ReadonlyArray<string>
  readonly verdicts: Readonly<Record<Overview["latest"][number]["verdict"], string>>
  readonly calls: string
}

const ENGLISH: Words = {
  language: "en",
  intro: "An unofficial emulator of the PortOne V1 payments API for tests. It moves no money.",
  base: "Base URL",
  time: "Clock",
  frozen: "stopped",
  payments: "Payments",
  cancels: "Sandbox ledger entries",
  faults: "Waiting faults",
  webhook: "Webhook address",
  none: "none",
  counts: "Requests by route",
  received: "received",
  applied: "accepted",
  route: "route",
  latest: "Latest requests",
  noRequests: "No request has arrived yet.",
  columns: ["time", "request", "HTTP", "code", "verdict", "fault"],
  verdicts: { accepted: "accepted", rejected: "rejected", "no response": "no response" },
  calls: "Control API"
}

const KOREAN: Words = {
  language: "ko",
  intro: "테스트용 포트원 V1 결제 API 에뮬레이터(비공식)입니다. 실제 결제는 처리하지 않습니다.",
  base: "base URL",
  time: "시각",
  frozen: "멈춤",
  payments: "결제",
  cancels: "샌드박스 원장 항목",
  faults: "대기 중인 장애",
  webhook: "웹훅 주소",
  none: "없음",
  counts: "경로별 요청 수",
  received: "수신",
  applied: "승인",
  route: "경로",
  latest: "최근 요청",
  noRequests: "아직 받은 요청이 없습니다.",
  columns: ["시각", "요청", "HTTP", "code", "결과", "장애"],
  verdicts: { accepted: "승인", rejected: "거절", "no response": "응답 없음" },
  calls: "제어 API"
}

const row = (cells: ReadonlyArray<unknown>, tag = "td"): string =>
  `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join("")}</tr>`

const table = (head: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<unknown>>): string =>
  `<table><thead>${row(head, "th")}</thead><tbody>${rows.map((cells) => row(cells)).join("\n")}</tbody></table>`

// Only calls that read something and need no argument can be links.
const call = (text: string): string => {
  const [, path] = /^GET (\/_sandbox\/[a-z-]+)$/.exec(text) ?? []
  return path === undefined
    ? `<li><code>${escapeHtml(text)}</code></li>`
    : `<li><code>GET <a href="${escapeHtml(path)}">${escapeHtml(path)}</a></code></li>`
}

const clockText = (iso: string): string => iso.replace("T", " ")

const pageOf = (shown: Overview, words: Words): string => {
  const { clock, faults, latest, requests } = shown
  const facts: ReadonlyArray<readonly [string, unknown]> = [
    [words.base, shown.url],
    [words.time, `${clockText(clock.iso)}${clock.frozen ? ` (${words.frozen})` : ""}`],
    [words.payments, shown.payments],
    [words.cancels, shown.cancels],
    [words.faults, faults.map(({ fault, route, times }) => `${route}: ${fault} ×${times}`).join(", ") || words.none],
    [words.webhook, shown.webhook ?? words.none]
  ]
  return `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>portone-sandbox</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
dd { margin: 0; overflow-wrap: anywhere }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { text-align: start; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8886 }
</style>
</head>
<body>
<h1>portone-sandbox</h1>
<p>${escapeHtml(words.intro)}</p>
<dl>
${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join("\n")}
</dl>
<h2>${escapeHtml(words.latest)}</h2>
${
    latest.length === 0 ? `<p>${escapeHtml(words.noRequests)}</p>` : table(
      words.columns,
      latest.map(({ at, code, fault, method, path, status, verdict }) => [
        clockText(isoTime(at)),
        `${method} ${path}`,
        status ?? "–",
        code ?? "–",
        words.verdicts[verdict],
        fault ?? "–"
      ])
    )
  }
<h2>${escapeHtml(words.counts)}</h2>
${
    table(
      [words.route, words.received, words.applied],
      Object.entries(requests).map(([name, { applied, received }]) => [name, received, applied])
    )
  }
<h2>${escapeHtml(words.calls)}</h2>
<ul>
${shown.calls.map(call).join("\n")}
</ul>
</body>
</html>
`
}
