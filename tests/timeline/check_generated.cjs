// node check_generated.cjs TIMELINES EXCEPTIONS
//
// Checks every timeline of a file that `takt replay --timelines` wrote (one JSON object a line).
// EXCEPTIONS: JSON list of {kind, id, why}, `id` a regular expression: problems that the reference's
// timelines have too.
// Exit code 1 when another problem is found.
'use strict'

const fs = require('fs')
const readline = require('readline')
const { problems } = require('./invariants.cjs')

const MAX_SHOWN = 30

async function main() {
  const [file, exceptionsFile] = process.argv.slice(2)
  const exceptions = JSON.parse(fs.readFileSync(exceptionsFile, 'utf8'))
  const excepted = (problem) =>
    exceptions.some((e) => e.kind === problem.kind && new RegExp(e.id).test(problem.id))

  let timelines = 0
  let known = 0
  const found = []
  const input = file === '-' ? process.stdin : fs.createReadStream(file)
  for await (const line of readline.createInterface({ input, crlfDelay: Infinity })) {
    if (!line.trim()) continue
    const entry = JSON.parse(line)
    timelines++
    for (const problem of problems(entry)) {
      if (excepted(problem)) known++
      else found.push(`${entry.scenario} step ${entry.step}: ${problem.kind} ${problem.id} ${problem.to}`)
    }
  }
  console.log(`${timelines} timelines, ${found.length} problems, ${known} listed ones`)
  for (const line of found.slice(0, MAX_SHOWN)) console.log(`  ${line}`)
  if (found.length > MAX_SHOWN) console.log(`  ... ${found.length - MAX_SHOWN} more`)
  process.exit(found.length > 0 || timelines === 0 ? 1 : 0)
}

main()
