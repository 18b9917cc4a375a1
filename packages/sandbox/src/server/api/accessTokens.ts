/**
 * The access token and its expiry. There is one token at a time: until it expires, every request
 * gets the same one, so that several web servers do not invalidate each other's token.
 */
import { randomText } from "./randomText.ts"

/** A request this close to the expiry extends the token. Units: seconds. */
const EXTENDABLE = 60

/** How much later an extended token expires. Units: seconds. */
const EXTENSION = 300

/** The response of `/users/getToken`. */
export interface IssuedToken {
  /** 40 lower-case hexadecimal characters. */
  readonly access_token: string
  /** Units: UNIX seconds. */
  readonly now: number
  /** Units: UNIX seconds. */
  readonly expired_at: number
}

/** Issues the token and checks it. Every `now` is in UNIX seconds. */
export class AccessTokens {
  readonly #life: number
  #token = ""
  #expiredAt = 0

  /** Units: `life` in seconds. */
  constructor(life: number) {
    this.#life = life
  }

  /** The current token, an extended one, or a new one after expiry. */
  issue(now: number): IssuedToken {
    if (!this.#isAlive(now)) {
      this.#token = randomText("0123456789abcdef", 40)
      this.#expiredAt = now + this.#life
    } else if (this.#expiredAt - now <= EXTENDABLE) {
      this.#expiredAt += EXTENSION
    }
    return { access_token: this.#token, now, expired_at: this.#expiredAt }
  }

  /** Is this the current token, and not expired? */
  accepts(token: string, now: number): boolean {
    return this.#isAlive(now) && token === this.#token
  }

  /** Expires the token at once. */
  expire(): void {
    this.#token = ""
  }

  #isAlive(now: number): boolean {
    return this.#token !== "" && now < this.#expiredAt
  }
}
