#include "jobs/queue_kind.h"

namespace takt {

std::string_view queue_kind_name(QueueKind kind) {
  switch (kind) {
    case QueueKind::studio: return "studio";
    case QueueKind::ingest: return "ingest";
    case QueueKind::events: return "events";
  }
  return "studio";
}

std::optional<QueueKind> queue_kind_by_name(std::string_view name) {
  for (const QueueKind kind : {QueueKind::studio, QueueKind::ingest, QueueKind::events}) {
    if (queue_kind_name(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string queue_name(QueueKind kind, const StudioId& studio) {
  return fmt::format("{}:{}", queue_kind_name(kind), studio);
}

}  // namespace takt
