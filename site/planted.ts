/**
 * Whether `look` finds what is wrong: pages that have one fault each, and one that has none.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { look } from "./look.ts"

const page = (body: string) =>
  `<!doctype html><html lang="en"><head><title>A page</title></head>
<body><div id="app"><main><h1>A page</h1>${body}</main></div>
<script>document.querySelector("#app").__vue_app__ = {}</script></body></html>`

// As much of the search and of the switch of languages as `look` uses. What it finds is wrong.
const search = `<div id="local-search"><button>Search</button></div>
<div class="VPLocalSearchBox"><label>Words <input id="localsearch-input"></label><p class="result">Another page</p></div>
<div class="VPNavBarTranslations"><a href="/ko/start">Korean</a></div>`

const planted: Readonly<Record<string, string>> = {
  right: page("<p>Nothing is wrong here.</p>"),
  image: page("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\">"),
  wide: page("<p style=\"width: 2000px\">This is wider than each window.</p>"),
  thrown: page("<script>throw new Error(\"planted\")</script>"),
  logged: page("<script>console.error(\"planted\")</script>"),
  start: page(search),
  "ko/start": page(search)
}

const expected = [
  ...["phone", "desktop"].flatMap((name) => [
    `/image (${name}): image-alt, 1 times`,
    `/wide (${name}): is `,
    `/thrown (${name}): planted`,
    `/logged (${name}): planted`
  ]),
  "/start: the search for ChecksumMismatch finds Another page",
  "/ko/start: the search for 환불 finds Another page"
]

/** Faults that were not found, and problems of pages without a fault; one sentence each. */
export const missed = async (): Promise<ReadonlyArray<string>> => {
  const server = createServer(({ url = "" }, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(planted[url.slice(1)] ?? page(""))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const paths = Object.keys(planted).filter((path) => !path.endsWith("start"))
  const problems = await look(`http://127.0.0.1:${port}/`, paths)
  server.close()
  server.closeAllConnections()
  const isExpected = (problem: string) => expected.some((one) => problem.startsWith(one))
  return [
    ...expected.filter((one) => !problems.some((problem) => problem.startsWith(one))).map((one) => `not found: ${one}`),
    ...problems.filter((problem) => !isExpected(problem)).map((problem) => `found, but not planted: ${problem}`)
  ]
}
