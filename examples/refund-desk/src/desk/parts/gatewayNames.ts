/**
 * Names of PGs and payment methods as people say them. What is not listed is shown as it came.
 */
import type { View } from "../View.ts"

/**
 * A payment method.
 */
export const methodOf = ({ language }: Pick<View, "language">, method: string): string =>
  methods[method]?.[language] ?? method

/**
 * A PG.
 */
export const pgOf = ({ language }: Pick<View, "language">, pg: string): string => pgs[pg]?.[language] ?? pg

// internal

type Names = Readonly<Record<string, { readonly ko: string; readonly en: string }>>

const methods: Names = {
  card: { ko: "카드", en: "Card" },
  trans: { ko: "계좌이체", en: "Bank transfer" },
  vbank: { ko: "가상계좌", en: "Virtual account" },
  phone: { ko: "휴대폰", en: "Mobile phone" },
  point: { ko: "포인트", en: "Points" },
  kakaopay: { ko: "카카오페이", en: "KakaoPay" },
  naverpay: { ko: "네이버페이", en: "NaverPay" },
  tosspay: { ko: "토스페이", en: "Toss Pay" },
  payco: { ko: "페이코", en: "PAYCO" },
  paypal: { ko: "페이팔", en: "PayPal" },
  wechat: { ko: "위챗페이", en: "WeChat Pay" }
}

const pgs: Names = {
  html5_inicis: { ko: "KG이니시스", en: "KG Inicis" },
  inicis: { ko: "KG이니시스", en: "KG Inicis" },
  kcp: { ko: "NHN KCP", en: "NHN KCP" },
  tosspayments: { ko: "토스페이먼츠", en: "Toss Payments" },
  uplus: { ko: "토스페이먼츠(구)", en: "Toss Payments (old)" },
  nice: { ko: "나이스페이먼츠", en: "NICE Payments" },
  nice_v2: { ko: "나이스페이먼츠", en: "NICE Payments" },
  kicc: { ko: "한국정보통신", en: "KICC" },
  smartro: { ko: "스마트로", en: "Smartro" },
  smartro_v2: { ko: "스마트로", en: "Smartro" },
  danal: { ko: "다날", en: "Danal" },
  danal_tpay: { ko: "다날", en: "Danal" },
  daou: { ko: "키움페이", en: "Kiwoom Pay" },
  settle: { ko: "헥토파이낸셜", en: "Hecto Financial" },
  welcome: { ko: "웰컴페이먼츠", en: "Welcome Payments" },
  ksnet: { ko: "KSNET", en: "KSNET" },
  mobilians: { ko: "KG파이낸셜", en: "KG Financial" },
  kakaopay: { ko: "카카오페이", en: "KakaoPay" },
  naverpay: { ko: "네이버페이", en: "NaverPay" },
  tosspay_v2: { ko: "토스페이", en: "Toss Pay" },
  payco: { ko: "페이코", en: "PAYCO" },
  paypal_v2: { ko: "페이팔", en: "PayPal" }
}
