import type { CancelRejected } from "../../CancelError.ts"
import type { Hint } from "../wire/pgTexts.ts"

/**
 * A text, its PG, and the public place where it stands.
 *
 * `code`: −1 where PortOne's whole response was seen.
 */
export interface Row {
  readonly pg: string
  readonly words: string
  readonly source: string
  readonly evidence: "obs" | "doc" | "inf"
  readonly code: -1 | undefined
}

/**
 * Rows that prove the same.
 */
export interface Group {
  readonly hint: Hint | undefined
  readonly proves: CancelRejected["proves"]
  readonly obstacle: CancelRejected["obstacle"]
  readonly rows: ReadonlyArray<Row>
}

/** Texts that stand in one public document. */
export const documented = (pg: string, source: string, ...texts: ReadonlyArray<string>): ReadonlyArray<Row> =>
  texts.map((words) => ({ pg, words, source, evidence: "doc", code: undefined }))

/** A text seen in public code, logs or threads about the real API. */
export const observed = (pg: string, source: string, words: string, code?: -1): Row => ({
  pg,
  words,
  source,
  evidence: "obs",
  code
})

// PortOne's page of the PGs' error codes links these files.
const codes = (file: string) =>
  `https://github.com/portone-io/developers.portone.io, src/routes/(root)/opi/ko/support/_assets/error_code_doc/${file}`
export const DANAL = codes("danal_code.xls")
export const INICIS = codes("inicis-code.xlsx")
export const KAKAO = codes("kakao-code-20180820.xlsx")
export const KCP = codes("nhnkcp-code.xlsx")
export const MOBILIANS = codes("kg-phone-cancel-code.pdf")
export const TOSS_OLD = codes("tosspayments-code.xlsx")
export const TOSS = "https://docs.tosspayments.com/reference/error-codes"
export const NICE = "https://github.com/nicepayments/nicepay-manual, common/code.md"
export const NAVER = "public code, package com.commerce.payment.naverpay, NaverPayCancelCode"
export const paypal = (name: string) => `https://developer.paypal.com/api/payments/v2/errors/${name}`
export const help = (page: string) => `https://github.com/portone-io/mcp-server, assets/docs/help/${page}`
export const shortage = (pg: string) => help(`faq/payment-faq/payment-failure-${pg}-insufficient-funds.md`)
export const SHOP = "public code of a shop, which quotes the response of the real API"
export const FAQ = "https://faq.portone.io, page abd4379f… on failed partial cancels"
