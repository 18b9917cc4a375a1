/**
 * Secrets that look like no other text, so that one of them in a text is a leak and not a
 * coincidence; and the search for them.
 */

/** What the library receives: credentials, token and refund account. */
export const entrusted = {
  key: "7381KEYimpQx42",
  secret: "SECRETu8Zr5kWq0Yv7Tn3Lp6",
  token: "70c3b1e95f8a2d64070c3b1e95f8a2d64ffe1190",
  holder: "독고환불예금",
  account: "110-9876-543217",
  phone: "010-8765-4309"
}

/** What PortOne returns about the buyer and the means of payment. */
export const personal = {
  buyerName: "남궁구매자",
  buyerEmail: "ng4182@h4z9q7t.kr",
  buyerTel: "010-2468-1357",
  buyerAddr: "서울특별시 성동구 심은로 77번지",
  buyerPostcode: "04799-PC",
  vbankNum: "56211103390218",
  vbankHolder: "제갈가상계좌주",
  cardNumber: "4539578763621486",
  customData: "Jm4Xc9Qa7Lw2",
  customerUid: "Bw6Hd2Ke9Ro5",
  userAgent: "Vx8Rk1Mq3Tz6",
  depositor: "선우입금자",
  extension: "Pz3Fs8Uc1Yb4",
  unknownField: "Gt5Nw1Dj8Ha3"
}

/**
 * The names of the planted secrets that occur in a text, whole or in part, in each of the spellings
 * that a program gives to a text.
 */
export const leaksIn = (text: string, planted: Readonly<Record<string, string>> = all): ReadonlyArray<string> => {
  const { clean, secrets } = searched(planted)
  if (clean.has(text)) return []
  const whole = withJoined(text)
  // A reading of the monotonic clock is a bigint, which contains any seven digits once in a million
  // times. No secret is one.
  const inPart = withJoined(text.replace(/\b\d{10,}n\b/g, ""))
  const found = secrets.filter(({ parts, spellings }) =>
    spellings.some((spelling) => whole.some((each) => each.includes(spelling))) ||
    parts.some((part) => inPart.some((each) => each.includes(part)))
  ).map(({ name }) => name)
  if (found.length === 0) clean.add(text)
  return found
}

// internal

const all = { ...entrusted, ...personal }

const withJoined = (text: string): ReadonlyArray<string> => [...new Set([text, joined(text), joined(plain(text))])]

// In half width, and without invisible characters.
const plain = (text: string) => text.normalize("NFKC").replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")

const joined = (text: string) => text.replace(/(?<=\d)[ .-](?=\d)/g, "")

interface Searched {
  readonly secrets: ReadonlyArray<{
    readonly name: string
    readonly spellings: ReadonlyArray<string>
    readonly parts: ReadonlyArray<string>
  }>
  /** Texts that have none of them: two of three texts come again. */
  readonly clean: Set<string>
}

// Made once for each record: the search runs over thousands of texts.
const made = new WeakMap<object, Searched>()

const searched = (planted: Readonly<Record<string, string>>): Searched => {
  const before = made.get(planted)
  if (before !== undefined) return before
  const secrets = Object.entries(planted).map(([name, value]) => ({
    name,
    spellings: spellings(value),
    parts: parts(value)
  }))
  const now = { secrets, clean: new Set<string>() }
  made.set(planted, now)
  return now
}

const spellings = (value: string): ReadonlyArray<string> =>
  [
    ...new Set([
      value,
      joined(value),
      encodeURIComponent(value),
      escaped(value),
      escaped(value).toLowerCase(),
      // Without the ends, which depend on the characters before and after.
      ...[0, 1, 2].map((offset) => Buffer.from("x".repeat(offset) + value).toString("base64").slice(4, -4)),
      Buffer.from(value).toString("hex")
    ])
  ].filter((spelling) => spelling.length >= 4)

const parts = (value: string): ReadonlyArray<string> => {
  // Half a secret is a leak too. Seven characters of random letters or digits are a part of one;
  // seven of a sentence or a date are not.
  const whole = /^[\d-]+$/.test(value) ? value.replaceAll("-", "") : value
  return /^[\x20-\x7e]+$/.test(value)
    ? Array.from({ length: Math.max(0, whole.length - 6) }, (_, at) => whole.slice(at, at + 7))
    : []
}

const escaped = (value: string) =>
  value.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`
  )
