// What must hold of every timeline that goes out, whatever show is on.
'use strict'

const { resolve } = require('./resolve.cjs')

/**
 * The problems of one timeline: [{kind, id, to}]. `entry`: {at, current, objects}, a line of
 * `takt replay --timelines`.
 */
function problems(entry) {
  let resolved
  try {
    resolved = resolve(entry.objects, entry.at)
  } catch (error) {
    return [{ kind: 'resolve', id: '', to: error.message }]
  }
  const found = [...resolved.faults]
  const note = (kind, id, to) => found.push({ kind, id, to: to === undefined ? '' : String(to) })

  for (const object of entry.objects) {
    if (object.isLookahead && !(object.priority < 1)) note('lookahead-priority', object.id, object.priority)
    const callback = object.content && object.content.callBackData
    if (callback && !callback.rundownPlaylistId) note('callback', object.id)
  }
  // The part that is on air has its group, and an object that reports it.
  if (entry.current && resolved.instances(`part_group_firstobject_${entry.current}`).length === 0) {
    note('current', entry.current)
  }
  return found
}

module.exports = { problems }
