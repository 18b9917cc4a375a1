/**
 * Calls run together; the work of a person runs while no call does.
 */
export const make = () => {
  let running = 0
  let last: Promise<unknown> = Promise.resolve()
  let isQuiet = () => {}
  return {
    enter: async () => {
      for (let before; before !== last;) await (before = last)
      running++
    },
    leave: () => {
      if (--running === 0) isQuiet()
    },
    alone: <A>(work: () => Promise<A>): Promise<A> => {
      const mine = last.then(async () => {
        if (running > 0) await new Promise<void>((resolve) => isQuiet = resolve)
        return work()
      })
      last = mine
      return mine
    }
  }
}
