/**
 * The code lists of `GET /banks` and `GET /cards`.
 *
 * The codes are those of the longest public list; the real API returns its current list. The
 * English names are the sandbox's own; the real ones are Korean.
 */

/** A row of a code list. */
export interface CodeName {
  readonly code: string
  readonly name: string
}

const rows = (text: string): ReadonlyArray<CodeName> =>
  text.trim().split(/;\s*/).map((row) => ({
    code: row.slice(0, row.indexOf(" ")),
    name: row.slice(row.indexOf(" ") + 1)
  }))

/**
 * Banks and securities firms by their three-digit standard code. The codes of `refund_bank` are
 * others and differ by PG.
 */
export const BANKS: ReadonlyArray<CodeName> = rows(`
  001 Bank of Korea; 002 KDB; 003 IBK; 004 KB Kookmin; 005 KEB (old → Hana 081); 007 Suhyup;
  008 Korea Eximbank; 011 NH Nonghyup Bank; 012 local Nonghyup/livestock; 020 Woori; 023 SC First;
  026 Seoul Bank (old); 027 Citi Korea; 030 Suhyup federation; 031 Daegu → iM; 032 Busan; 034 Gwangju;
  035 Jeju; 037 Jeonbuk; 039 Kyongnam; 045 Saemaul (MG); 048 Shinhyup (CU); 050 mutual savings banks;
  051 other foreign banks; 052 Morgan Stanley; 054 HSBC; 055 Deutsche; 056 RBS (old); 057 JP Morgan;
  058 Mizuho; 059 MUFG; 060 Bank of America; 061 BNP Paribas; 062 ICBC; 063 Bank of China;
  064 forestry cooperatives; 065 UOB; 066 Bank of Communications; 067 China Construction; 071 Post Office;
  076 KODIT; 077 KIBO; 081 Hana; 088 Shinhan; 089 K bank; 090 Kakao Bank; 092 Toss Bank;
  093 Korea Housing Finance; 094 Seoul Guarantee Ins.; 095 National Police; 096 Korea Electronic Finance;
  099 KFTC; 101 Korea Credit Info.; 209 Yuanta Sec.; 218 KB Sec. (former Hyundai);
  221 Sangsangin (former Golden Bridge); 222 Hanyang Sec.; 223 Leading Inv.; 224 BNK Inv.; 225 IBK Sec.;
  226 KB Inv. (old); 227 Daol (former KTB); 230 Mirae Asset (old); 238 Mirae Asset (former Daewoo);
  240 Samsung Sec.; 243 Korea Investment; 247 NH Inv. (former Woori I&S); 261 Kyobo Sec.;
  262 iM Sec. (former Hi); 263 Hyundai Motor Sec. (HMC); 264 Kiwoom Sec.; 265 LS Sec. (former eBest);
  266 SK Sec.; 267 Daishin; 268 Solomon/iM (old); 269 Hanwha Inv.; 270 Hana Sec.; 271 Toss Sec.;
  278 Shinhan Inv.; 279 DB Fin. Inv.; 280 Eugene; 287 Meritz; 288 Kakao Pay Sec.; 289 NH Inv. (old);
  290 Bookook; 291 Shinyoung; 292 Cape (former LIG); 293 Korea Securities Finance;
  294 Fund Online/FOSS → Woori Inv. Sec.; 295 Woori Investment Bank; 296 Samsung Futures;
  297 KEB Futures (old); 298 Hyundai Futures (old)
`)

/** Card companies. Overseas brands have five digits. */
export const CARDS: ReadonlyArray<CodeName> = rows(`
  002 KDB; 041 Woori; 045 Saemaul; 048 Shinhyup; 071 Post; 089 K bank; 090 Kakao Bank; 10001 UnionPay;
  10002 Diners; 10003 Amex; 10004 Mastercard; 10005 Visa; 10006 JCB; 361 BC; 364 Gwangju; 365 Samsung;
  366 Shinhan; 367 Hyundai; 368 Lotte; 369 Suhyup; 370 Citi; 371 NH; 372 Jeonbuk; 373 Jeju; 374 Hana (SK);
  381 KB
`)
