// node cases.cjs TAKT [CASE...]
//
// Runs the shows of cases/*.json through `takt replay`, resolves the timelines that come out, and
// holds what plays against what the case says: after a step, at that many milliseconds, which value
// each layer shows (null: nothing). A layer that isn't named may show anything.
'use strict'

const { execFileSync } = require('child_process')
const fs = require('fs')
const os = require('os')
const path = require('path')

const SKIPPED = 77
if (!fs.existsSync(path.join(__dirname, 'node_modules', 'superfly-timeline'))) {
  console.log('SKIPPED: superfly-timeline is not installed; run script/setup')
  process.exit(SKIPPED)
}
const { problems } = require('./invariants.cjs')
const { resolve } = require('./resolve.cjs')

const BLUEPRINTS = path.join(__dirname, '..', 'conformance', 'blueprints')
const START = 1700000000000
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

function rundown(segments) {
  return {
    externalId: 'rd',
    name: 'Rundown',
    type: 'case',
    payload: {},
    segments: segments.map((parts, rank) => ({
      externalId: `s${rank}`,
      name: `Segment ${rank}`,
      rank,
      payload: {},
      parts: parts.map((part, partRank) => ({ externalId: part.id, name: part.id, rank: partRank, payload: part })),
    })),
  }
}

function job(step) {
  const playlistId = '@@playlist:rd'
  const studio = (name, data) => ({ queue: 'studio', job: name, data: { playlistId, ...data } })
  switch (step.do) {
    case 'activate':
      return studio('activateRundownPlaylist', { rehearsal: false })
    case 'deactivate':
      return studio('deactivateRundownPlaylist', {})
    case 'take':
      return studio('takeNextPart', { fromPartInstanceId: '@@current:rd' })
    case 'started':
      // What a gateway tells: when the part really began.
      return {
        queue: 'studio',
        job: 'onTimelineTriggerTime',
        data: { results: [{ id: '@@fmt:part_group_{current:rd}', time: START + (step.time ?? step.at) }] },
      }
    default:
      return { queue: step.queue, job: step.job, data: step.data }
  }
}

function scenario(name, show) {
  const ingest = {
    at: START - 1000,
    queue: 'ingest',
    job: 'updateRundown',
    data: {
      rundownExternalId: 'rd',
      ingestRundown: rundown(show.segments),
      isCreateAction: true,
      rundownSource: { type: 'http' },
    },
  }
  return {
    name,
    blueprints: { studio: 'studio.js', showStyle: 'showstyle.js' },
    documents: JSON.parse(fs.readFileSync(path.join(__dirname, 'documents.json'), 'utf8')),
    drain: false,
    steps: [ingest, ...show.steps.map((step) => ({ at: START + step.at, ...job(step) }))],
  }
}

/** The timeline on air after each step of the case. */
function timelines(takt, name, show) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'takt-timeline-'))
  try {
    const file = path.join(folder, `${name}.json`)
    fs.writeFileSync(file, JSON.stringify(scenario(name, show)))
    const output = execFileSync(
      takt,
      ['replay', '--timelines', '-', '--blueprints', BLUEPRINTS, file],
      { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES }
    )
    const byStep = new Map()
    for (const line of output.split('\n')) {
      if (line.trim()) {
        const entry = JSON.parse(line)
        byStep.set(entry.step - 1, entry)
      }
    }
    return byStep
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

function check(takt, name, show) {
  const failures = []
  const byStep = timelines(takt, name, show)
  let entry
  show.steps.forEach((step, index) => {
    entry = byStep.get(index) || entry
    if (!step.states) return
    const where = `${name} step ${index} (${step.do || step.job})`
    if (!entry) return failures.push(`${where}: no timeline`)
    const now = START + step.at
    for (const problem of problems({ ...entry, at: now })) {
      if (!problem.id.startsWith('lookahead_')) {
        failures.push(`${where}: ${problem.kind} ${problem.id} ${problem.to}`)
      }
    }
    const { states } = resolve(entry.objects, now)
    for (const [time, layers] of Object.entries(step.states)) {
      const state = states(now + Number(time))
      for (const [layer, expected] of Object.entries(layers)) {
        const object = state[layer]
        const shown = object ? (object.content.value ?? object.id) : null
        if (shown !== expected) failures.push(`${where} +${time} ms: ${layer} shows ${shown}, expected ${expected}`)
      }
    }
  })
  return failures
}

function main() {
  const [takt, ...chosen] = process.argv.slice(2)
  const folder = path.join(__dirname, 'cases')
  let failed = 0
  for (const file of fs.readdirSync(folder).sort()) {
    const name = path.basename(file, '.json')
    if (chosen.length > 0 && !chosen.includes(name)) continue
    const show = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'))
    const failures = check(takt, name, show)
    console.log(`${failures.length === 0 ? 'passed' : 'FAILED'} ${name}: ${show.description}`)
    for (const failure of failures) console.log(`  ${failure}`)
    failed += failures.length === 0 ? 0 : 1
  }
  process.exit(failed > 0 ? 1 : 0)
}

main()
