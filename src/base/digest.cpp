#include "base/digest.h"

#include <openssl/evp.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include <memory>
#include <random>
#include <stdexcept>
#include <string>

namespace takt {

namespace {

struct Free {
  void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Found once: SHA1() and the like look it up for every call, which takes longer than the rest.
class Algorithm {
 public:
  explicit Algorithm(const char* name)
      : name_(name), found_(EVP_MD_fetch(nullptr, name, nullptr)) {}

  void operator()(std::string_view text, unsigned char* out) const {
    thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    const bool is_done = EVP_DigestInit_ex2(context.get(), found_.get(), nullptr) == 1 &&
                         EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1 &&
                         EVP_DigestFinal_ex(context.get(), out, nullptr) == 1;
    if (!is_done) throw std::runtime_error(std::string(name_) + " is not available");
  }

 private:
  const char* name_;
  std::unique_ptr<EVP_MD, Free> found_;
};

std::array<unsigned char, XXH3_SECRET_SIZE_MIN> random_key() {
  std::array<unsigned char, XXH3_SECRET_SIZE_MIN> key{};
  std::random_device source;
  for (unsigned char& byte : key) byte = static_cast<unsigned char>(source());
  return key;
}

}  // namespace

Sha1 sha1(std::string_view text) {
  static const Algorithm algorithm("SHA1");
  Sha1 out;
  algorithm(text, out.data());
  return out;
}

Hash128 hash128(std::string_view text) {
  static const std::array<unsigned char, XXH3_SECRET_SIZE_MIN> key = random_key();
  const XXH128_hash_t hash =
      XXH3_128bits_withSecret(text.data(), text.size(), key.data(), key.size());
  return {hash.low64, hash.high64};
}

}  // namespace takt
