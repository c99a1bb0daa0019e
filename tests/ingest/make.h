#pragma once

// Rundowns for the tests of ingest, written shortly: rundown("rd", {{"s0", {"p0", "p1"}}}).

#include "ingest/ingest_data.h"

namespace takt::ingest {

struct SegmentText {
  std::string id;
  std::vector<std::string> parts;
  std::string name = {};  // empty: the id
};

inline IngestPart make_part(const std::string& id, double rank) {
  IngestPart part;
  part.external_id = id;
  part.name = id;
  part.rank = rank;
  part.payload = make_payload(JsonObject{{"of", id}});
  return part;
}

inline IngestSegment make_segment(const SegmentText& text, double rank) {
  IngestSegment segment;
  segment.external_id = text.id;
  segment.name = text.name.empty() ? text.id : text.name;
  segment.rank = rank;
  for (const std::string& id : text.parts) {
    segment.parts.push_back(make_part(id, static_cast<double>(segment.parts.size())));
  }
  return segment;
}

inline IngestRundown make_rundown(const std::vector<SegmentText>& segments) {
  IngestRundown rundown;
  rundown.external_id = "rd";
  rundown.name = "Rundown";
  rundown.type = "test";
  rundown.source = JsonObject{{"type", "http"}};
  for (const SegmentText& segment : segments) {
    rundown.segments.push_back(
        make_segment(segment, static_cast<double>(rundown.segments.size())));
  }
  return rundown;
}

/// "s0[p0 p1] s1[]"
inline std::string outline(const IngestRundown& rundown) {
  std::string out;
  for (const IngestSegment& segment : rundown.segments) {
    if (!out.empty()) out += ' ';
    out += segment.external_id + '[';
    for (const IngestPart& part : segment.parts) {
      if (out.back() != '[') out += ' ';
      out += part.external_id;
    }
    out += ']';
  }
  return out;
}

}  // namespace takt::ingest
