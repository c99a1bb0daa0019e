#include "ingest/generate/segment_view.h"

namespace takt::ingest {

namespace {

template <class Node>
script::ObjectView common_view(const Node& node) {
  script::ObjectView out(node.extra);
  out.add("externalId", Json(node.external_id));
  out.add("name", Json(node.name));
  if (node.payload) out.add("payload", node.payload);
  if (node.user_edit_states) out.add("userEditStates", Json(*node.user_edit_states));
  out.add("rank", number(node.rank));
  return out;
}

}  // namespace

script::ObjectView view_of(const IngestPart& part) {
  return common_view(part);
}

script::ObjectView view_of(const IngestSegment& segment) {
  script::ObjectView out = common_view(segment);
  script::ObjectView::List parts;
  parts.reserve(segment.parts.size());
  for (const IngestPart& part : segment.parts) parts.push_back(view_of(part));
  out.add("parts", std::move(parts));
  return out;
}

}  // namespace takt::ingest
