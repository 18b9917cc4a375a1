/**
 * What stands around every page: head, navigation, language switch.
 */
import { AUTO } from "../../signIn/auth.ts"
import { IDLE } from "../../signIn/sessions.ts"
import { type Html, html } from "../text/Html.ts"
import { csrfField, type View, type Visit } from "../View.ts"
import { patterns } from "./Marks.ts"

/**
 * What a page adds to the frame.
 */
export interface Page {
  readonly title: string
  /** In front of the title, such as "Error: ", because a screen reader says the title first. */
  readonly titlePrefix?: string | undefined
  readonly body: Html
  readonly here?: "payments" | "refunds" | "waiting" | "unknown" | undefined
  /** The page leads on to this address. */
  readonly leadsTo?: string | undefined
  /** Without JavaScript, a page that waits loads itself again. Units: seconds. */
  readonly refreshSeconds?: number | undefined
}

/**
 * A whole page for a person who is signed in.
 */
export const page = (view: View, one: Page): string => frame(view, view, one)

/**
 * A whole page, with navigation where there is a person to navigate.
 */
export const frame = (
  visit: Visit,
  view: View | undefined,
  { body, here, leadsTo, refreshSeconds, title, titlePrefix }: Page
): string => {
  const { base, language, path, texts } = visit
  // Where nothing is typed that it would lose, a page leaves the screen with its session.
  const leaves = view !== undefined && !/<textarea|data-check/.test(body.text)
  const seconds = refreshSeconds ?? (leaves ? (IDLE + 60_000) / 1000 : undefined)
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${leadsTo !== undefined && html`<meta http-equiv="refresh" content="0;url=${leadsTo}">`}
${
    seconds !== undefined &&
    html`<noscript><meta http-equiv="refresh" content="${seconds};url=${path}${
      path.includes("?") ? "&" : "?"
    }${AUTO}=1"></noscript>`
  }
<title>${titlePrefix}${title} · ${texts.desk}</title>
<link rel="icon" href="${base}/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${base}/assets/desk.css">
<script src="${base}/assets/desk.js" defer></script>
</head>
<body${
    view !== undefined &&
    html` data-session="${base}/session" data-sign-in="${base}/sign-in?${
      new URLSearchParams({ next: path }).toString()
    }"`
  }>
<a class="skip" href="#main">${texts.skip}</a>
${patterns}
<header class="top">
<div class="top-in">
<a class="brand" href="${base}/">${texts.desk}</a>
${view !== undefined && navigation(view, here)}
<div class="who">
${view !== undefined && who(view)}
<span class="languages" role="group" aria-label="${texts.language}">${languages(visit)}</span>
</div>
</div>
</header>
<main id="main" tabindex="-1">
${body}
</main>
<footer class="foot">${texts.allTimes}</footer>
</body>
</html>
`.text
}

// internal

const navigation = ({ base, counts, texts }: View, here: Page["here"]) => {
  const link = (place: string, address: string, words: string, count: number) =>
    html`<a href="${base}${address}"${here === place && html` aria-current="page"`}>${words}${
      count > 0 && html` <span class="count">${count}</span>`
    }</a>`
  return html`<nav aria-label="${texts.navigation}">
${link("payments", "/", texts.payments, 0)}
${link("refunds", "/refunds", texts.refunds, 0)}
${link("waiting", "/waiting", texts.waitingNav, counts.waiting)}
${link("unknown", "/unknown", texts.unknownNav, counts.unknown)}
</nav>`
}

const who = (view: View) => {
  const { actor, base, texts } = view
  return html`<a class="actor" href="${base}/sessions">${actor.name} <span class="role">${
    texts.roles[actor.role]
  }</span></a>
<form method="post" action="${base}/sign-out">${
    csrfField(view)
  }<button class="quiet" type="submit">${texts.signOut}</button></form>`
}

const languages = ({ language, path }: Visit) =>
  ([["ko", "한국어"], ["en", "English"]] as const).map(([code, name]) =>
    html`<a href="${path}${path.includes("?") ? "&" : "?"}lang=${code}" lang="${code}" hreflang="${code}"${
      code === language && html` aria-current="true"`
    }>${name}</a>`
  )
