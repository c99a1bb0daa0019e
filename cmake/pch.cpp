// Carries a precompiled header that targets share (src/<folder>/pch.h, tests/pch.h).
namespace takt {
extern const int kPrecompiled;
const int kPrecompiled = 1;
}  // namespace takt
