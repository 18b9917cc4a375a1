/**
 * Secrets that look like nothing else, so that one of them in a text is a leak and no accident; and the search for them.
 */

/** What the library is given to keep: credentials, token and refund account. */
export const entrusted = {
  key: "7381KEYimpQx42",
  secret: "SECRETu8Zr5kWq0Yv7Tn3Lp6",
  token: "70c3b1e95f8a2d64070c3b1e95f8a2d64ffe1190",
  holder: "독고환불예금",
  account: "110-9876-543217",
  phone: "010-8765-4309"
}

/** What PortOne tells about the buyer and the means of payment. */
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
 * The names of the planted secrets that occur in a text, whole or in part, in any of the spellings a program gives to a text.
 */
export const leaksIn = (text: string, planted: Readonly<Record<string, string>> = { ...entrusted, ...personal }) => {
  const seen = [text, joined(text)]
  // A reading of the monotonic clock is a bigint, which holds any seven digits once in a million times; no secret is one.
  const seenInPart = [text, joined(text)].map((each) => each.replace(/\b\d{10,}n\b/g, ""))
  return Object.entries(planted).flatMap(([name, value]) =>
    spellings(value).some((spelling) => seen.some((each) => each.includes(spelling)))
      || parts(value).some((part) => seenInPart.some((each) => each.includes(part)))
      ? [name]
      : []
  )
}

const joined = (text: string) => text.replace(/(?<=\d)[ .-](?=\d)/g, "")

const spellings = (value: string): ReadonlyArray<string> =>
  [
    ...new Set([
      value,
      joined(value),
      encodeURIComponent(value),
      escaped(value),
      escaped(value).toLowerCase(),
      // Without the ends, which depend on what stands before and after.
      ...[0, 1, 2].map((offset) => Buffer.from("x".repeat(offset) + value).toString("base64").slice(4, -4)),
      Buffer.from(value).toString("hex")
    ])
  ].filter((spelling) => spelling.length >= 4)

const parts = (value: string): ReadonlyArray<string> => {
  // Half a secret is a leak too. Parts of sentences and dates are not: seven characters of random letters or digits are.
  const plain = /^[\d-]+$/.test(value) ? value.replaceAll("-", "") : value
  return /^[\x20-\x7e]+$/.test(value)
    ? Array.from({ length: Math.max(0, plain.length - 6) }, (_, at) => plain.slice(at, at + 7))
    : []
}

const escaped = (value: string) =>
  value.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`
  )
