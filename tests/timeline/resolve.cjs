// Resolves a generated timeline as a playout gateway does, with the library it uses
// (superfly-timeline): nests the flat list, puts the current time where an object says 'now',
// resolves. Also looks for what the library passes over in silence: references to nothing.
'use strict'

const { resolveTimeline, getResolvedState, validateTimeline } = require('superfly-timeline')

// What a gateway asks of the library.
const LIMIT_COUNT = 999
const LIMIT_TIME_MS = 10000
const NOW_PASSES = 10

function enables(object) {
  return Array.isArray(object.enable) ? object.enable : [object.enable]
}

function startsNow(object) {
  return !Array.isArray(object.enable) && object.enable.start === 'now'
}

/** Every "#id" that a list of objects, with their children, refers to: [{from, to}]. */
function references(objects) {
  const found = []
  const visit = (object) => {
    for (const enable of enables(object)) {
      for (const key of ['start', 'end', 'while']) {
        if (typeof enable[key] !== 'string') continue
        for (const match of enable[key].matchAll(/#([^.\s&|!()+\-*/]+)/g)) {
          found.push({ from: object.id, to: match[1] })
        }
      }
    }
    for (const child of object.children || []) visit(child)
  }
  objects.forEach(visit)
  return found
}

/** The flat list as a tree, and what is wrong with its form. */
function nest(flat) {
  const faults = []
  const byId = new Map()
  for (const object of flat) {
    if (byId.has(object.id)) faults.push({ kind: 'duplicate', id: object.id })
    byId.set(object.id, { ...object, children: object.isGroup ? [] : undefined })
  }
  const roots = []
  for (const object of byId.values()) {
    if (!object.inGroup) {
      roots.push(object)
      continue
    }
    const group = byId.get(object.inGroup)
    if (!group) faults.push({ kind: 'group', id: object.id, to: object.inGroup })
    else if (!group.isGroup) faults.push({ kind: 'not-a-group', id: object.id, to: object.inGroup })
    else group.children.push(object)
    delete object.inGroup
  }
  for (const { from, to } of references(roots)) {
    if (!byId.has(to)) faults.push({ kind: 'reference', id: from, to })
  }
  try {
    validateTimeline(roots, false)
  } catch (error) {
    faults.push({ kind: 'invalid', id: '', to: error.message })
  }
  return { roots, faults }
}

/** Puts `now` where an object starts 'now': absolute at the top, relative to its group below. */
function fixNow(roots, now) {
  for (const object of roots) if (startsNow(object)) object.enable = { ...object.enable, start: now }
  for (let pass = 0; pass < NOW_PASSES; pass++) {
    let fixed = false
    let resolved = null
    const visit = (object, parent) => {
      if (parent && startsNow(object)) {
        resolved = resolved || resolveTimeline(roots, { time: now })
        const instance = resolved.objects[parent.id] && resolved.objects[parent.id].resolved.instances[0]
        if (instance) {
          const start = now - (instance.originalStart ?? instance.start)
          object.enable = { ...object.enable, start }
          fixed = true
        }
      }
      for (const child of object.children || []) visit(child, object)
    }
    roots.forEach((object) => visit(object, null))
    if (!fixed) return
  }
}

/**
 * {faults, states(time) -> {layer: object}, instances(id)}. Times are absolute. A fault is
 * {kind, id, to}: duplicate, group, not-a-group, reference, invalid.
 */
function resolve(flat, now) {
  const { roots, faults } = nest(structuredClone(flat))
  if (faults.some((fault) => fault.kind === 'duplicate' || fault.kind === 'invalid')) {
    return { faults, states: () => ({}), instances: () => [] }
  }
  fixNow(roots, now)
  const resolved = resolveTimeline(roots, { time: now, limitCount: LIMIT_COUNT, limitTime: now + LIMIT_TIME_MS })
  return {
    faults,
    states: (time) => getResolvedState(resolved, time).layers,
    instances: (id) => (resolved.objects[id] ? resolved.objects[id].resolved.instances : []),
  }
}

module.exports = { resolve }
