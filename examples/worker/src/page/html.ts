/**
 * HTML in which every text is escaped, and the frame of each page.
 */
import { HttpServerResponse } from "effect/http"
import { createHash } from "node:crypto"
import { timeOf } from "../reconcile/Day.ts"
import { visible } from "../visible.ts"
import { type Language, texts } from "./texts.ts"

/** Text that is HTML already. Only `html` makes it. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Escapes strings and numbers; inserts HTML and lists of it as they are. */
export const html = (
  parts: TemplateStringsArray,
  ...values: ReadonlyArray<Html | ReadonlyArray<Html> | string | number>
): Html => new Html(parts.reduce((text, part, index) => text + written(values[index - 1] ?? "") + part))

/** A page. No script, no file of another address, no frame around it, and no copy in a cache. */
export const page = (
  { body, isSignedIn, language, path, query = "", status = 200, title }: {
    readonly language: Language
    readonly title: string
    readonly path: string
    /** What follows the language in the address of the same page. */
    readonly query?: string
    readonly body: Html
    /** Whether a cookie let the person in, which can be given up. */
    readonly isSignedIn: boolean
    readonly status?: number
  }
): HttpServerResponse.HttpServerResponse => {
  const { name, other, otherName, signOut, home } = texts[language]
  const { text } = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${name}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><a href="/?lang=${language}">${home}</a> <nav><a href="${path}?lang=${other}${query}" lang="${other}">${otherName}</a>${
    isSignedIn ? html` <form method="post" action="/sign-out"><button>${signOut}</button></form>` : ""
  }</nav></header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`
  return HttpServerResponse.text(text, {
    status,
    contentType: "text/html; charset=utf-8",
    headers: {
      "content-security-policy":
        `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "cache-control": "no-store",
      // With "no-referrer", browsers send the forms of these pages with `Origin: null`.
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff"
    }
  })
}

/** A time of Asia/Seoul. Units: milliseconds since 1970. */
export const time = (millis: number): Html => {
  const text = timeOf(millis)
  return html`<time datetime="${text}">${text.slice(0, 19).replace("T", " ")}</time>`
}

/** A table with a caption, or a sentence where it has no row. */
export const table = (
  caption: string,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<Html | string | number>>,
  none: string
): Html =>
  rows.length === 0
    ? html`<h2>${caption}</h2><p>${none}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${
      rows.map((row) =>
        html`<tr>${
          row.map((cell) => typeof cell === "number" ? html`<td class="number">${cell}</td>` : html`<td>${cell}</td>`)
        }</tr>`
      )
    }</tbody></table></div>`

// internal

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\"": "&quot;",
  "'": "&#39;"
}

const written = (value: Html | ReadonlyArray<Html> | string | number): string =>
  value instanceof Html
    ? value.text
    : typeof value === "object"
    ? value.map(({ text }) => text).join("")
    : visible(typeof value === "number" ? value.toLocaleString("en") : value).replace(/[&<>"']/g, (one) =>
      ESCAPES[one] ?? "")

const STYLE = `
:root { color-scheme: light dark; font-family: system-ui, "Noto Sans CJK KR", sans-serif; line-height: 1.5 }
body { margin: 0 auto; max-width: 64rem; padding: 0 1rem 3rem; word-break: keep-all; overflow-wrap: anywhere }
header, nav { align-items: center; display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between }
header { border-bottom: 1px solid; padding: .75rem 0 }
h1 { font-size: 1.5rem } h2, caption { font-size: 1.1rem; font-weight: 600; margin: 1.5rem 0 .5rem; text-align: start }
table { border-collapse: collapse; width: 100% } .scroll { overflow-x: auto }
th, td { border-bottom: 1px solid; overflow-wrap: normal; padding: .35rem .75rem .35rem 0; text-align: start; vertical-align: top }
td a { display: inline-block; min-width: 8rem; overflow-wrap: anywhere }
.number { font-variant-numeric: tabular-nums } time { white-space: nowrap }
dl { display: grid; gap: .35rem 1.5rem; grid-template-columns: max-content 1fr } dd { margin: 0 }
@media (max-width: 40rem) { dl { display: block } dd { margin-bottom: .5rem } }
.alarm { border: 3px solid; padding: .5rem 1rem; font-weight: 600 } form { display: inline }
code { font-family: ui-monospace, monospace } label { display: block } input, button { font: inherit; padding: .35rem .6rem }
a { color: inherit }
`
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64")
