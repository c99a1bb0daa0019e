#include "ingest/node_list.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <vector>

namespace takt::ingest {
namespace {

struct Named {
  std::string id;
  const std::string& external_id() const { return id; }
};
using Pointer = std::shared_ptr<Named>;

/// The same by looking at everything, every time.
class Plain {
 public:
  std::vector<Pointer> nodes;

  auto place(const std::string& id) {
    return std::find_if(nodes.begin(), nodes.end(), [&](const auto& node) { return node->id == id; });
  }
  Pointer find(const std::string& id) { return place(id) == nodes.end() ? nullptr : *place(id); }
  bool insert(const std::string& at, int offset, Pointer node) {
    if (!find(at)) return false;
    nodes.insert(place(at) + offset, std::move(node));
    return true;
  }
  bool remove(const std::string& id) {
    if (!find(id)) return false;
    nodes.erase(place(id));
    return true;
  }
};

/// Few ids, so that some stand in the list twice; short runs, so that some end without an index.
TEST(NodeList, IsAsAListThatIsLookedThroughEveryTime) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    const auto some_id = [&] { return "id" + std::to_string(random() % 12); };
    const auto fresh = [&] { return std::make_shared<Named>(Named{some_id()}); };
    NodeList<Named> list;
    Plain plain;
    for (int i = 0; i < 6; ++i) {
      plain.nodes.push_back(std::make_shared<Named>(Named{"id" + std::to_string(i)}));
      list.append_unique(plain.nodes.back());
    }
    for (auto steps = random() % 40; steps > 0; --steps) {
      const std::string id = some_id(), to = "new" + std::to_string(random() % 4);
      const Pointer node = fresh();
      switch (random() % 7) {
        case 0:
          list.push_back(node);
          plain.nodes.push_back(node);
          break;
        case 1:
          list.push_front(node);
          plain.nodes.insert(plain.nodes.begin(), node);
          break;
        case 2:
          ASSERT_EQ(list.insert_before(id, node), plain.insert(id, 0, node));
          break;
        case 3:
          ASSERT_EQ(list.insert_after(id, node), plain.insert(id, 1, node));
          break;
        case 4:
          ASSERT_EQ(list.remove(id), plain.remove(id));
          break;
        case 5:
          if (!plain.find(id) || plain.find(to)) break;
          plain.find(id)->id = to;
          list.renamed(id, to);
          break;
        default:
          ASSERT_EQ(list.find(id), plain.find(id));
          ASSERT_EQ(list.contains(to), plain.find(to) != nullptr);
      }
      ASSERT_EQ(std::vector<Pointer>(list.begin(), list.end()), plain.nodes);
    }
    std::set<std::string> ids;
    for (const Pointer& node : plain.nodes) ids.insert(node->id);
    if (ids.size() != plain.nodes.size()) {
      EXPECT_TRUE(list.may_have_duplicates());
    }
    for (const std::string& id : ids) EXPECT_EQ(list.find(id), plain.find(id));
  }
}

}  // namespace
}  // namespace takt::ingest
