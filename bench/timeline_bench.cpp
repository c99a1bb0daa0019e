// What generating a timeline costs, without jobs and blueprints: the first time (every piece is
// parsed) and when only the playhead has moved.

#include "harness.h"
#include "playout/timeline/generate.h"

namespace takt::bench {
namespace {

constexpr Time kNow = 1'700'000'000'000;

struct ShowSize {
  int pieces_per_part = 5;
  int objects_per_piece = 2;
  int layers = 20;  // all with lookahead
  int future_parts = 10;
};

/// Previous, current and next part and the parts after them, with made up pieces.
class Show {
 public:
  explicit Show(const ShowSize& size) : size_(size) {
    playlist_._id = PlaylistId("playlist0");
    studio_.id = StudioId("studio0");
    for (int i = 0; i < size.layers; ++i) studio_.mappings[layer(i)].lookahead = 3;
    for (int i = 0; i < 3; ++i) instances_.push_back(std::make_unique<PartInstance>());
    parts_.previous.push_back(selected(0, kNow - 9000));
    parts_.current = selected(1, kNow - 4000);
    parts_.next = selected(2, 0);
    for (int i = 0; i < size.future_parts; ++i) {
      Part part;
      part._id = PartId(fmt::format("future{}", i));
      for (int p = 0; p < size.pieces_per_part; ++p) {
        future_pieces_[part._id].push_back(std::make_shared<const Piece>(piece(part._id, p)));
      }
      future_.push_back(std::make_shared<const Part>(std::move(part)));
    }
  }

  playout::GeneratedTimeline generate(IdGenerator& ids) const {
    playout::TimelineInput input{.playlist = playlist_, .studio = studio_};
    input.show_style = &show_style_;
    input.parts = parts_;
    input.future.after_playhead = [this](size_t) { return future_; };
    input.future.pieces_of_part = [this](const PartId& id) { return future_pieces_.at(id); };
    input.now = input.now_in_playout = kNow;
    return generate_timeline(input, ids);
  }

 private:
  static std::string layer(int index) { return fmt::format("layer{}", index); }

  Piece piece(const PartId& part, int index) const {
    Piece made;
    made._id = PieceId(fmt::format("piece_of_{}_{}", part, index));
    made.startPartId = part;
    made.sourceLayerId = fmt::format("source{}", index);
    made.outputLayerId = "pgm";
    std::string objects;
    for (int i = 0; i < size_.objects_per_piece; ++i) {
      objects += fmt::format(
          R"({}{{"id":"{}_{}","enable":{{"while":1}},"layer":"{}","priority":1,"content":)"
          R"({{"deviceType":"ATEM","type":"me","me":{{"input":{},"transition":"cut",)"
          R"("upstreamKeyers":[{{"upstreamKeyerId":0,"onAir":true}}]}}}},"classes":["a","b"]}})",
          i == 0 ? "" : ",", made._id, i,
          layer((index * size_.objects_per_piece + i) % size_.layers), i);
    }
    made.timelineObjectsString = "[" + objects + "]";
    return made;
  }

  playout::SelectedPart selected(size_t index, Time started) {
    PartInstance& instance = *instances_[index];
    instance.part._id = PartId(fmt::format("part{}", index));
    instance._id = PartInstanceId(instance.part._id.str() + "_instance");
    if (started != 0) instance.timings.ensure().plannedStartedPlayback = started;
    playout::SelectedPart made{&instance, &instance.part, {}};
    for (int i = 0; i < size_.pieces_per_part; ++i) {
      auto owned = std::make_unique<PieceInstance>();
      owned->piece = piece(instance.part._id, i);
      owned->_id = PieceInstanceId(instance._id.str() + "_" + owned->piece._id.str());
      owned->partInstanceId = instance._id;
      made.pieces.push_back(owned.get());
      pieces_.push_back(std::move(owned));
    }
    return made;
  }

  ShowSize size_;
  Playlist playlist_;
  JobStudio studio_;
  ShowStyle show_style_;
  std::vector<std::unique_ptr<PartInstance>> instances_;
  std::vector<std::unique_ptr<PieceInstance>> pieces_;
  playout::SelectedParts parts_;
  std::vector<Doc<Part>> future_;
  std::map<PartId, std::vector<Doc<Piece>>> future_pieces_;
};

void measure(Report& report, const std::string& name, const ShowSize& size) {
  constexpr int kRounds = 300;
  const Show show(size);
  RandomIds ids;
  size_t bytes = 0;
  const double first_us = time_us([&] { bytes = show.generate(ids).document.timelineBlob.size(); });
  std::vector<double> samples;
  for (int i = 0; i < kRounds; ++i) {
    samples.push_back(time_us([&] { show.generate(ids); }));
  }
  report.add(name + ", first", first_us / 1000, "ms");
  report.add(name, percentiles(samples));
  report.add(name + ", size", static_cast<double>(bytes) / 1000, "kB");
}

}  // namespace
}  // namespace takt::bench

int main() {
  using namespace takt::bench;
  Report report("timeline");
  measure(report, "timeline, 5 pieces a part", {});
  measure(report, "timeline, 30 pieces a part",
          {.pieces_per_part = 30, .objects_per_piece = 6, .layers = 100});
  report.finish();
  return 0;
}
