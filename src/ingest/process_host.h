#pragma once

// What the studio blueprint can do in processIngestData: the methods of the mutable rundown, its
// segments and parts, and of the context (blueprints/prelude/ingest.js names them). Nodes are handed
// out as numbers and stay valid for the call, also after they were removed.

#include <unordered_map>
#include <vector>

#include "blueprints/blueprint.h"
#include "blueprints/context_host.h"
#include "ingest/mutable_rundown.h"

namespace takt::ingest {

class ProcessHost {
 public:
  ProcessHost(JobContext& job, blueprints::Blueprint& blueprint, MutableRundown& rundown);
  ProcessHost(const ProcessHost&) = delete;
  ProcessHost& operator=(const ProcessHost&) = delete;

  /// The methods of the ProcessIngestDataContext.
  void add_to(blueprints::ContextHost& context);
  /// The rundown as the blueprint gets it.
  script::Arg arg();

 private:
  void add_rundown_methods();
  void add_segment_methods();
  void add_part_methods();
  template <class Find>
  void add_node_methods(const std::string& prefix, size_t skip, const char* kind, Find find);

  Json key_of(const std::shared_ptr<MutableSegment>& segment);
  Json key_of(const std::shared_ptr<MutablePart>& part);
  MutableSegment& segment_at(const JsonArray& args);
  MutablePart& part_at(const JsonArray& args);

  JobContext& job_;
  blueprints::Blueprint& blueprint_;
  MutableRundown& rundown_;
  blueprints::ContextHost host_;
  script::Context context_;
  std::vector<std::shared_ptr<MutableSegment>> segments_;
  std::vector<std::shared_ptr<MutablePart>> parts_;
  std::unordered_map<const MutableSegment*, size_t> segment_keys_;
  std::unordered_map<const MutablePart*, size_t> part_keys_;
};

}  // namespace takt::ingest
