// Carries the precompiled header that all folders share (src/base/pch.h).
namespace takt {
extern const int kPrecompiled;
const int kPrecompiled = 1;
}  // namespace takt
