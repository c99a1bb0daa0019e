#include "door/status_page.h"

namespace takt::door {

namespace {

constexpr std::string_view kPage =
#include "status_page.inc"
    ;

}  // namespace

std::string_view status_page() {
  return kPage;
}

}  // namespace takt::door
