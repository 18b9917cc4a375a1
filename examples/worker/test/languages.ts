/**
 * Which sentences of a text are in English alone.
 */

/**
 * English sentences that no Korean line follows. A list is printed in English as a whole, and then
 * in Korean, so that a line may be followed by others first.
 */
export const onlyEnglish = (text: string): ReadonlyArray<string> => {
  let open: Array<string> = []
  for (const line of text.split("\n")) {
    if (/[가-힣]/.test(line)) open = open.slice(1)
    else if (isSentence(line)) open.push(line)
  }
  return open
}

// internal

/** Three words in a row. Labels, ids, codes and sums have fewer. */
const isSentence = (line: string): boolean => /(?:^|\s)\p{L}?[a-z]+ [a-z]+ [a-z]+\b/u.test(line)
