/**
 * Caller processes that are killed, stopped and started again while they refund.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Command, ForgetCommand, RefundCommand, Setup } from "./commands.ts"
import type { Draw } from "./random.ts"

/** What a process wrote about one command, or that it ended before. */
export type Answer = Record<string, unknown> | "killed" | "silent"

type Job = Omit<RefundCommand, "id"> | Omit<ForgetCommand, "id">

export interface Processes {
  readonly count: number
  readonly kills: () => number
  readonly stops: () => number
  /** Gives a command to the process in that place. */
  readonly ask: (place: number, command: Job, limit: number) => Promise<Answer>
  /** Kills and stops processes at random moments until it is called again. */
  readonly disturb: (draw: Draw) => () => void
  readonly close: () => void
}

interface Child {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  readonly open: Map<number, (answer: Answer) => void>
  readonly log: string
  isClosed: boolean
}

const program = fileURLToPath(new URL("caller.ts", import.meta.url))

export const start = async (
  count: number,
  name: string,
  directory: string,
  setup: Pick<Setup, "url" | "ledger">
): Promise<Processes> => {
  let started = 0
  let ids = 0
  let kills = 0
  let stops = 0
  let isOver = false

  const spawnOne = (): Child => {
    const process_ = `${name}-${started++}`
    const log = join(directory, `${process_}.jsonl`)
    const all: Setup = { ...setup, process: process_, log }
    const child = spawn(process.execPath, [program, JSON.stringify(all)], {
      stdio: ["pipe", "pipe", "inherit"]
    })
    child.stdin.on("error", () => {})
    const open = new Map<number, (answer: Answer) => void>()
    const lines = createInterface({ input: child.stdout })
    const self: Child = {
      child,
      open,
      log,
      isClosed: false,
      ready: new Promise((resolve) => {
        child.once("close", () => resolve())
        lines.once("line", () => resolve())
      })
    }
    lines.on("line", (line) => {
      if (line !== "ready") answer(self, line)
    })
    child.once("close", (code) => {
      self.isClosed = true
      if (code !== null && code !== 0) console.error(`a caller ended with ${code}`)
      // What is in the log was reported, whether or not its line arrived here.
      for (const line of logged(log)) answer(self, line)
      for (const resolve of open.values()) resolve("killed")
      open.clear()
    })
    return self
  }

  const answer = ({ open }: Child, line: string) => {
    const parsed = JSON.parse(line)
    open.get(parsed.id)?.(parsed)
    open.delete(parsed.id)
  }

  const places = Array.from({ length: count }, spawnOne)
  // A process is ready before the one in front of it is killed.
  let spare = spawnOne()
  await Promise.all([...places, spare].map(({ ready }) => ready))

  const replace = (place: number) => {
    places[place] = spare
    spare = spawnOne()
  }
  const kill = (place: number) => {
    const { child } = places[place]!
    replace(place)
    child.kill("SIGKILL")
    kills++
  }

  return {
    count,
    kills: () => kills,
    stops: () => stops,
    ask: async (place, command, limit) => {
      const caller = places[place]!
      await caller.ready
      if (caller.isClosed) {
        if (places[place] === caller) replace(place)
        return "killed"
      }
      const id = ids++
      const whole: Command = { ...command, id } as Command
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          // It must not go on under the next call.
          if (caller.open.delete(id)) caller.child.kill("SIGKILL")
          resolve("silent")
        }, limit)
        caller.open.set(id, (given) => {
          clearTimeout(timer)
          resolve(given)
        })
        caller.child.stdin!.write(`${JSON.stringify(whole)}\n`)
      })
    },
    disturb: (draw) => {
      let timer: NodeJS.Timeout
      const next = () => {
        timer = setTimeout(async () => {
          const place = draw.below(count)
          await spare.ready
          if (isOver) return
          if (draw.chance(0.6)) kill(place)
          else {
            const { child } = places[place]!
            child.kill("SIGSTOP")
            stops++
            setTimeout(() => child.kill("SIGCONT"), draw.below(700))
          }
          next()
        }, draw.below(500))
      }
      next()
      return () => {
        isOver = true
        clearTimeout(timer)
      }
    },
    close: () => {
      isOver = true
      for (const { child } of [...places, spare]) {
        child.removeAllListeners("close")
        child.kill("SIGKILL")
      }
    }
  }
}

// internal

/** The whole lines of a log. A line without its end was not reported. */
const logged = (log: string): ReadonlyArray<string> => {
  try {
    return readFileSync(log, "utf8").split("\n").slice(0, -1)
  } catch {
    return []
  }
}
