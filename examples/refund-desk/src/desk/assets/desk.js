// Updates the pages in place. Everything works without it: the form has a preview button, and a page
// of a running refund reloads itself.
"use strict"

// The refund form: the server previews it while a person types.
const form = document.querySelector("form[data-check]")
if (form !== null) {
  const panel = document.getElementById("check")
  const send = document.getElementById("send")
  // The button without an amount, as the server made it.
  const plain = send.textContent
  let timer
  let asking

  let shown
  const show = (text) => {
    // The same text is not inserted again, so that a screen reader does not repeat it.
    if (shown !== text) panel.innerHTML = shown = text
    const made = panel.querySelector("[data-submit]")
    if (made !== null) {
      send.textContent = made.dataset.submit
      send.disabled = made.dataset.blocked !== undefined
    }
  }
  const check = async () => {
    asking?.abort()
    const mine = asking = new AbortController()
    panel.setAttribute("aria-busy", "true")
    try {
      const answer = await fetch(form.dataset.check, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
        signal: mine.signal
      })
      if (!answer.ok) throw new Error(String(answer.status))
      show(await answer.text())
    } catch {
      if (mine.signal.aborted) return
      const words = document.createElement("p")
      words.className = "small"
      words.textContent = panel.dataset.failed
      panel.replaceChildren(words)
      send.textContent = plain
      send.disabled = false
    }
    if (asking === mine) panel.removeAttribute("aria-busy")
  }

  form.addEventListener("input", (event) => {
    // An amount that is typed means a partial refund.
    if (event.target.name === "amount" && event.target.value !== "") form.querySelector("[name=extent][value=part]").checked = true
    if (event.target.name === "extent" && event.target.value === "all") form.querySelector("[name=amount]").value = ""
    // Until the server has answered, the button must not name the amount of before.
    if (["amount", "extent"].includes(event.target.name)) send.textContent = plain
    clearTimeout(timer)
    timer = setTimeout(check, 300)
  })
  send.disabled = panel.querySelector("[data-blocked]") !== null
  // After "back" a browser may have kept what was typed.
  window.addEventListener("pageshow", () => {
    if (form.querySelector("[name=extent]:checked") !== null) check()
  })
}

// A text that is ready to be copied.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]")
  if (button === null || button === undefined) return
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent)
  button.textContent = button.dataset.copied
})
const offerCopy = () => {
  if (navigator.clipboard === undefined) return
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false
}
offerCopy()

// A refund in progress: its part of the page is fetched until its state does not change by itself.
const live = document.getElementById("live")
if (live !== null) {
  const follow = () => {
    const pause = Number(live.querySelector("[data-poll]")?.dataset.poll)
    if (pause > 0) setTimeout(lookUp, pause)
  }
  const lookUp = async () => {
    try {
      const answer = await fetch(live.dataset.live, { redirect: "error" })
      if (!answer.ok) throw new Error(String(answer.status))
      const text = await answer.text()
      const state = live.querySelector("[data-state]").dataset.state
      const made = document.createElement("template")
      made.innerHTML = text
      const next = made.content.querySelector("[data-state]")
      // Only a changed state is inserted, so that a screen reader reads it once and the focus stays.
      if (next.dataset.state !== state) {
        live.replaceChildren(made.content)
        // What was offered for the state before.
        for (const one of document.querySelectorAll("[data-while]")) if (one.dataset.while !== next.dataset.state) one.remove()
        offerCopy()
        document.title = document.title.replace(/^[^·]*/, `${next.dataset.title} `)
      }
      const words = live.querySelector(".following .js")
      if (words !== null && live.dataset.following !== undefined) words.textContent = live.dataset.following
    } catch {
      const words = live.querySelector(".following .js")
      if (words !== null) {
        live.dataset.following ??= words.textContent
        words.textContent = live.dataset.paused
      }
    }
    follow()
  }
  follow()
}

// When the session has ended, nothing of it stays on the screen. A form that was changed is sent:
// without its session the server only keeps what was typed.
const { session, signIn } = document.body.dataset
if (session !== undefined) {
  const isChanged = (field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT"
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.defaultValue !== undefined && field.value !== field.defaultValue
  const leave = () => {
    const form = [...document.forms].find((one) => one.elements.csrf !== undefined && [...one.elements].some(isChanged))
    if (form === undefined) location.replace(signIn)
    else form.submit()
  }
  const ask = async () => {
    const answer = await fetch(session, { redirect: "error" }).catch(() => undefined)
    if (answer?.status === 401) leave()
    return answer?.status === 204
  }
  setInterval(ask, 30_000)
  document.addEventListener("visibilitychange", () => document.hidden || void ask())
  window.addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted || !(await ask()) || form === null) return
    // The browser has kept the form as it was. The address of one that was sent leads to its refund.
    const answer = await fetch(location.href, { redirect: "manual" }).catch(() => undefined)
    if (answer?.type === "opaqueredirect") location.reload()
  })
}
