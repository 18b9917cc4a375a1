/**
 * Korean or English: the switch on the page first, then what the browser asks for, then Korean.
 */
export type Language = "ko" | "en"

/**
 * Picks the language of a request.
 */
export const pick = (chosen: string | undefined, acceptLanguage: string | undefined): Language => {
  if (chosen === "ko" || chosen === "en") return chosen
  const wanted = (acceptLanguage ?? "").split(",").map((part) => {
    const [tag = "", ...parameters] = part.trim().toLowerCase().split(";")
    const quality = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((q) => q !== undefined)
    return { language: tag.split("-")[0], quality: quality === undefined ? 1 : Number(quality) }
  })
  const known = wanted.filter(({ language, quality }) => (language === "ko" || language === "en") && quality > 0)
  const [best] = known.toSorted((a, b) => b.quality - a.quality)
  return best?.language === "en" ? "en" : "ko"
}
