/**
 * `refund_bank` by PG. Every code stands in PortOne's own list "PG사별 은행코드" [doc]. An empty cell
 * means that the list of that PG does not have the bank, so the PG can probably not pay to it.
 */

/**
 * One of the lists in "PG사별 은행코드". Toss Payments, Danal, NICE (old), KICC, Smartro and Hecto
 * Financial share `standard`.
 */
export type Table = "inicis" | "kcp" | "standard" | "daou" | "nice_v2" | "welcome"

export interface RefundBank {
  readonly english: string
  readonly korean: string
  /** Other names in use. Case, blanks and punctuation do not count. */
  readonly aliases: ReadonlyArray<string>
  readonly codes: { readonly [list in Table]?: string }
  /** The bank it became part of, whose codes apply where this bank has none of its own. */
  readonly now?: string
}

const NONE = ""

const bank = (
  english: string,
  korean: string,
  aliases: string,
  [standard, inicis, kcp, daou, niceV2, welcome]: readonly [string, string, string, string, string, string]
): RefundBank => ({
  english,
  korean,
  aliases: aliases.split(", "),
  codes: Object.fromEntries(
    Object.entries({ inicis, kcp, standard, daou, nice_v2: niceV2, welcome }).filter(([, code]) => code !== NONE)
  )
})

// dprint-ignore
export const banks: ReadonlyArray<RefundBank> = [
  // The codes of a row: standard, inicis, kcp, daou, nice_v2, welcome.
  bank("KB Kookmin", "KB국민은행", "국민은행, 국민, KB, KB국민, Kookmin, Kookmin Bank, KB Bank",  ["004", "04", "BK04", "04", "004", "004"]),
  bank("SC First", "SC제일은행", "제일은행, 제일, SC, SC은행, SC제일, 스탠다드차타드, Standard Chartered", ["023", "23", "BK23", "11", "023", NONE]),
  bank("Kyongnam", "경남은행", "경남, BNK경남, BNK경남은행, Kyongnam Bank, Gyeongnam",            ["039", "39", "BK39", NONE, NONE, "039"]),
  bank("Gwangju", "광주은행", "광주, Gwangju Bank, Kwangju, Kwangju Bank",                       ["034", "34", "BK34", NONE, "034", "034"]),
  bank("IBK", "기업은행", "기업, IBK기업, IBK기업은행, 중소기업은행, Industrial Bank of Korea",      ["003", "03", "BK03", "03", "003", "003"]),
  bank("Nonghyup", "농협", "NH, 농협은행, NH농협, NH농협은행, NH Nonghyup, NongHyup Bank",         ["011", "11", "BK11", "08", "011", NONE]),
  bank("Daegu (iM)", "대구은행", "대구, DGB, DGB대구은행, iM뱅크, 아이엠뱅크, 아이엠, Daegu, Daegu Bank, iM Bank", ["031", "31", "BK31", NONE, "031", "031"]),
  bank("Busan", "부산은행", "부산, BNK부산, BNK부산은행, Busan Bank",                             ["032", "32", "BK32", "15", "032", "032"]),
  bank("KDB", "산업은행", "산업, KDB산업은행, 한국산업은행, Korea Development Bank",                 ["002", "02", "BK02", NONE, NONE, NONE]),
  bank("Saemaul (MG)", "새마을금고", "새마을, MG, MG새마을금고, 새마을금고중앙회, Saemaul, KFCC",      ["045", "45", "BK45", NONE, NONE, NONE]),
  bank("Suhyup", "수협", "수협은행, Sh수협, Sh수협은행, 수협중앙회, Suhyup Bank",                   ["007", "07", "BK07", NONE, NONE, "007"]),
  bank("Shinhan", "신한은행", "신한, Shinhan Bank",                                            ["088", "88", "BK88", "10", "088", "088"]),
  bank("Shinhyup (CU)", "신협", "신협중앙회, 신용협동조합, CU, Shinhyup",                           ["048", "48", "BK48", NONE, NONE, NONE]),
  bank("Hana", "하나은행", "하나, KEB하나, KEB하나은행, KEB Hana, Hana Bank",                      ["081", "81", "BK81", "12", "081", "081"]),
  // Merged into Hana in 2015. Every list but Kiwoom's has the two as one, "하나(외환)은행".
  { ...bank("KEB (now Hana)", "외환은행", "외환, KEB, Korea Exchange Bank", [NONE, NONE, NONE, "05", NONE, NONE]), now: "Hana" },
  bank("Woori", "우리은행", "우리, Woori Bank",                                                ["020", "20", "BK20", "09", "020", "020"]),
  bank("Post Office", "우체국", "우정사업본부, 우체국예금, Post, Korea Post, Epost",                ["071", "71", "BK71", "31", "071", NONE]),
  bank("Jeonbuk", "전북은행", "전북, JB전북은행, Jeonbuk Bank",                                  ["037", "37", "BK37", NONE, NONE, "037"]),
  bank("Local Nonghyup", "축협", "지역농협, 지역농축협, 농축협, 단위농협, Local Nonghyup, Chukhyup",   ["012", "12", "BK12", NONE, NONE, NONE]),
  bank("Kakao Bank", "카카오뱅크", "카카오, 한국카카오은행, KakaoBank, Kakao",                      ["090", "90", "BK90", NONE, NONE, NONE]),
  bank("K bank", "케이뱅크", "K뱅크, Kbank",                                                   ["089", "89", "BK89", NONE, "089", "089"]),
  bank("Citi Korea", "한국씨티은행", "씨티은행, 씨티, 시티은행, Citi, Citibank, Citibank Korea",    ["027", "27", "BK27", NONE, NONE, NONE]),
  bank("Toss Bank", "토스뱅크", "토스, TossBank, Toss",                                        ["092", "92", "BK92", NONE, NONE, NONE])
]

/**
 * The list that a `pg_provider` follows. The values are PortOne's "PG사 코드" [doc]. That a value
 * follows a list is `doc` where "PG사별 은행코드" names that PG alone, and `inf` where it names a
 * company that has more than one module. `inf` alone is never an error.
 */
export const pgs: ReadonlyArray<{ readonly pg: string; readonly list: Table; readonly evidence: "doc" | "inf" }> = [
  { pg: "html5_inicis", list: "inicis", evidence: "doc" },
  { pg: "inicis", list: "inicis", evidence: "inf" },
  { pg: "kcp", list: "kcp", evidence: "doc" },
  { pg: "kcp_billing", list: "kcp", evidence: "inf" },
  { pg: "kcp_quick", list: "kcp", evidence: "inf" },
  { pg: "tosspayments", list: "standard", evidence: "doc" },
  { pg: "uplus", list: "standard", evidence: "inf" },
  { pg: "danal_tpay", list: "standard", evidence: "doc" },
  { pg: "danal", list: "standard", evidence: "inf" },
  { pg: "nice", list: "standard", evidence: "doc" },
  { pg: "kicc", list: "standard", evidence: "doc" },
  { pg: "smartro", list: "standard", evidence: "doc" },
  { pg: "smartro_v2", list: "standard", evidence: "inf" },
  { pg: "settle", list: "standard", evidence: "doc" },
  { pg: "daou", list: "daou", evidence: "doc" },
  { pg: "nice_v2", list: "nice_v2", evidence: "doc" },
  { pg: "welcome", list: "welcome", evidence: "doc" }
]

/**
 * How the codes of a list are written.
 */
export const forms: { readonly [list in Table]: RegExp } = {
  inicis: /^\d{2}$/,
  kcp: /^BK\d{2}$/,
  standard: /^\d{3}$/,
  daou: /^\d{2}$/,
  nice_v2: /^\d{3}$/,
  welcome: /^\d{3}$/
}
