/**
 * Requests to the desk as a browser without JavaScript makes them, of a person with a session.
 */
import type { Shop } from "../shop.ts"

/** A request. `form`: it is a form that is sent. */
export interface Asked {
  readonly form?: Record<string, string>
  readonly person?: string
  readonly cookie?: string
  readonly language?: "en" | "ko"
}

/**
 * What a person at this shop may ask. Each request with a `person` is of a new session, unless
 * there are `sessions`, which a file with many requests needs: a person may begin 60 of them.
 */
export const asker = (shop: Shop, sessions?: Map<string, string>) => {
  const send = async (path: string, { cookie, form, language = "en" }: Asked, session: string) => {
    const answer = await fetch(shop.url + path, {
      redirect: "manual",
      headers: {
        cookie: [session, cookie].filter(Boolean).join("; "),
        "sec-fetch-site": "same-origin",
        "accept-language": language
      },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) })
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return {
      status: answer.status,
      to: answer.headers.get("location"),
      headers: answer.headers,
      bytes,
      text: new TextDecoder().decode(bytes)
    }
  }
  const ask = async (path: string, asked: Asked = {}) => {
    const { person } = asked
    const known = person === undefined ? undefined : sessions?.get(person)
    if (known !== undefined) {
      const answer = await send(path, asked, known)
      // Otherwise later sessions of the same person have ended this one.
      if (answer.to?.startsWith("/desk/sign-in") !== true) return answer
    }
    const session = person === undefined ? "" : await shop.session(`demo-${person}`)
    if (person !== undefined) sessions?.set(person, session)
    return send(path, asked, session)
  }
  /** The cookie and the field that a form needs. */
  const proof = async (person: string) => {
    const cookie = await shop.session(`demo-${person}`)
    const { text } = await ask("/desk/", { cookie })
    return { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? "" }
  }
  return { ask, proof }
}
