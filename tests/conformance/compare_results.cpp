// Reads "expected<TAB>actual" file names from stdin and prints one line for each pair: "equal",
// "different <first difference>" or "malformed <why>". comparison_test.py holds it against compare.py.

#include <iostream>

#include "replay/compare.h"
#include "replay/files.h"

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const size_t tab = line.find('\t');
    try {
      const auto lines = takt::replay::compare(takt::replay::read_json(line.substr(0, tab)),
                                               takt::replay::read_json(line.substr(tab + 1)), 1);
      std::cout << (lines.empty() ? "equal" : "different " + lines.front()) << std::endl;
    } catch (const std::exception& error) {
      std::cout << "malformed " << error.what() << std::endl;
    }
  }
}
