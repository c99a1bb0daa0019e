// node cases.cjs TAKT [CASE...]
// node cases.cjs TAKT --record
//
// Runs the shows of cases/*.json through `takt replay`, resolves the timelines that come out, and
// holds what plays against what the case says: after a step, at that many milliseconds, which value
// each mapping out_<layer> shows (null: nothing). One that isn't named may show anything. A step
// fails with `error` (a key of UserError), or not at all.
//
// --record: writes each case that passes as a scenario of tests/conformance, with all that came out.
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
const RECORDED = path.join(__dirname, '..', 'conformance', 'vectors', 'shows')
const START = 1700000000000
const INGEST_STEPS = 1
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

function ingest(at, segments, isCreateAction) {
  return {
    at: START + at,
    queue: 'ingest',
    job: 'updateRundown',
    data: {
      rundownExternalId: 'rd',
      ingestRundown: rundown(segments),
      isCreateAction,
      rundownSource: { type: 'http' },
    },
  }
}

function job(step) {
  if (step.do === 'ingest') return ingest(step.at, step.segments, false)
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
      // What a gateway tells: the part on air really began, at `time` or now.
      return studio('onPlayoutPlaybackChanged', {
        changes: [
          {
            type: 'partPlaybackStarted',
            objId: '@@fmt:part_group_firstobject_{current:rd}',
            data: { partInstanceId: '@@current:rd', time: START + (step.time ?? step.at) },
          },
        ],
      })
    default:
      return { queue: step.queue, job: step.job, data: step.data }
  }
}

function scenario(name, show) {
  return {
    name,
    blueprints: { studio: 'studio.js', showStyle: 'showstyle.js' },
    documents: JSON.parse(fs.readFileSync(path.join(__dirname, 'documents.json'), 'utf8')),
    drain: false,
    steps: [ingest(-1000, show.segments, true), ...show.steps.map((step) => ({ at: START + step.at, ...job(step) }))],
  }
}

/** {result, timelines}: what came out, and the timeline on air after each step of the case. */
function replay(takt, name, show) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'takt-timeline-'))
  try {
    const file = path.join(folder, `${name}.json`)
    fs.writeFileSync(file, JSON.stringify(scenario(name, show)))
    const run = (...options) =>
      execFileSync(takt, ['replay', ...options, '--blueprints', BLUEPRINTS, file], {
        encoding: 'utf8',
        maxBuffer: MAX_OUTPUT_BYTES,
      })
    const timelines = new Map()
    for (const line of run('--timelines', '-').split('\n')) {
      if (!line.trim()) continue
      const entry = JSON.parse(line)
      timelines.set(entry.step - INGEST_STEPS, entry)
    }
    return { result: JSON.parse(run()), timelines }
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

function check(takt, name, show) {
  const failures = []
  const { result, timelines } = replay(takt, name, show)
  let entry
  show.steps.forEach((step, index) => {
    const where = `${name} step ${index} (${step.do || step.job})`
    const { error } = result.steps[index + INGEST_STEPS]
    if ((error ? error.keyName : undefined) !== step.error) {
      failures.push(`${where}: error ${error ? `${error.keyName} (${error.rawMessage})` : 'none'}, expected ${step.error || 'none'}`)
    }
    entry = timelines.get(index) || entry
    if (!step.states) return
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
        const object = state[`out_${layer}`]
        const shown = object ? (object.content.value ?? object.id) : null
        if (shown !== expected) failures.push(`${where} +${time} ms: ${layer} shows ${shown}, expected ${expected}`)
      }
    }
  })
  return failures
}

/** As a vector; a step a line, so that a change shows where it is. */
function record(takt, name, show) {
  const { result } = replay(takt, name, show)
  const list = (steps) => `[\n${steps.map((step) => JSON.stringify(step)).join(',\n')}\n]`
  const { steps, ...head } = scenario(name, show)
  const inner = JSON.stringify({ ...head, name: `shows/${name}`, description: show.description }).slice(0, -1)
  const hashes = result.hashes ? `,"hashes":${JSON.stringify(result.hashes)}` : ''
  fs.writeFileSync(
    path.join(RECORDED, `${name}.json`),
    `{"scenario":${inner},"steps":${list(steps)}},\n"expected":{"steps":${list(result.steps)}${hashes}}}\n`
  )
}

function main() {
  const [takt, ...rest] = process.argv.slice(2)
  const recording = rest.includes('--record')
  const chosen = rest.filter((argument) => argument !== '--record')
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
    if (recording && failures.length === 0) record(takt, name, show)
  }
  process.exit(failed > 0 ? 1 : 0)
}

main()
