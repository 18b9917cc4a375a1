/**
 * `card_code` of a payment: code, English, Korean. The live list is `GET /cards`.
 */
type Row = readonly [code: string, english: string, korean: string]

/** PortOne's own code list [doc]. */
export const documentedCards: ReadonlyArray<Row> = [
  ["361", "BC", "BC카드"],
  ["381", "KB Kookmin", "KB국민카드"],
  ["367", "Hyundai", "현대카드"],
  ["365", "Samsung", "삼성카드"],
  ["368", "Lotte", "롯데카드"],
  ["371", "NH Nonghyup", "NH농협카드"],
  ["041", "Woori", "우리카드"],
  ["374", "Hana (former Hana SK)", "하나카드(구 하나SK카드)"],
  ["045", "Saemaul (MG)", "새마을금고카드"],
  ["373", "Jeju", "제주은행카드"],
  ["364", "Gwangju", "광주은행카드"],
  ["366", "Shinhan", "신한카드"],
  ["002", "KDB", "KDB산업은행카드"],
  ["369", "Suhyup", "수협카드"],
  ["048", "Shinhyup (CU)", "신협카드"],
  ["370", "Citi", "씨티카드"],
  ["071", "Post Office", "우체국카드"],
  ["089", "K bank", "케이뱅크카드"],
  ["372", "Jeonbuk", "전북은행카드"],
  ["090", "Kakao Bank", "카카오뱅크카드"],
  ["10001", "UnionPay", "해외은련카드"],
  ["10002", "Diners Club", "해외다이너스카드"],
  ["10003", "American Express", "해외아멕스카드"],
  ["10004", "Mastercard", "해외마스터카드"],
  ["10005", "Visa", "해외비자카드"],
  ["10006", "JCB", "해외JCB카드"]
]

/** Only in public code of old clients [obs]. */
export const observedCards: ReadonlyArray<Row> = [
  ["UNI", "UnionPay", "해외은련카드"],
  ["DIN", "Diners Club", "해외다이너스카드"],
  ["AMX", "American Express", "해외아멕스카드"],
  ["MAS", "Mastercard", "해외마스터카드"],
  ["VIS", "Visa", "해외비자카드"],
  ["JCB", "JCB", "해외JCB카드"],
  ["DIS", "Discover", "해외디스커버카드"]
]
