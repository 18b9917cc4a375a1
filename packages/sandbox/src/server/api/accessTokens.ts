/**
 * The life of an access token. There is one at a time: whoever asks before it runs out gets the same one, so several
 * web servers can ask without throwing each other out.
 */
import { randomText } from "./randomText.ts"

/** Asking during this last stretch pushes the expiry out. Units: seconds. */
const LAST_STRETCH = 60

/** How far the expiry is pushed out. Units: seconds. */
const EXTENSION = 300

/** The answer of `/users/getToken`. */
export interface IssuedToken {
  /** 40 lower-case hexadecimal characters. */
  readonly access_token: string
  /** Units: UNIX seconds. */
  readonly expired_at: number
  /** Units: UNIX seconds. */
  readonly now: number
}

/** Hands out the token and knows whether it still counts. Every `now` is in UNIX seconds. */
export class Tokens {
  readonly #life: number
  #token = ""
  #expiredAt = 0

  /** Units: `life` in seconds. */
  constructor(life: number) {
    this.#life = life
  }

  /** The current token, an extended one, or a new one after expiry. */
  issue(now: number): IssuedToken {
    if (!this.#alive(now)) {
      this.#token = randomText("0123456789abcdef", 40)
      this.#expiredAt = now + this.#life
    } else if (this.#expiredAt - now <= LAST_STRETCH) {
      this.#expiredAt += EXTENSION
    }
    return { access_token: this.#token, expired_at: this.#expiredAt, now }
  }

  /** Does this token open the door now? */
  accepts(token: string, now: number): boolean {
    return this.#alive(now) && token === this.#token
  }

  /** Ends every token at once. */
  expire(): void {
    this.#token = ""
  }

  #alive(now: number): boolean {
    return this.#token !== "" && now < this.#expiredAt
  }
}
