#include "base/pack.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <stdexcept>

namespace takt {

namespace {

/// Of the 8 bytes of the text's size, in front.
constexpr size_t kHead = 8;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

std::string packed(std::string_view text) {
  uLongf size = compressBound(text.size());
  std::string small(kHead + size, '\0');
  for (size_t i = 0; i < kHead; ++i) small[i] = static_cast<char>(text.size() >> (8 * i));
  // Level 1: the text is large and the thread has other work.
  if (compress2(bytes_of(small) + kHead, &size, reinterpret_cast<const Bytef*>(text.data()),
                text.size(), 1) != Z_OK) {
    throw std::runtime_error("text can't be packed");
  }
  small.resize(kHead + size);
  std::string out(4 * ((small.size() + 2) / 3) + 1, '\0');
  out.resize(static_cast<size_t>(
      EVP_EncodeBlock(bytes_of(out), bytes_of(small), static_cast<int>(small.size()))));
  return out;
}

std::string unpacked(std::string_view packed) {
  const auto fail = [] { throw std::runtime_error("not a packed text"); };
  std::string small(3 * (packed.size() / 4) + 3, '\0');
  const int decoded =
      EVP_DecodeBlock(bytes_of(small), reinterpret_cast<const unsigned char*>(packed.data()),
                      static_cast<int>(packed.size()));
  if (decoded < static_cast<int>(kHead)) fail();
  uLongf size = 0;
  for (size_t i = 0; i < kHead; ++i) {
    size |= static_cast<uLongf>(static_cast<unsigned char>(small[i])) << (8 * i);
  }
  if (size > packed.size() * 1100) fail();  // zlib makes nothing smaller than that
  std::string text(size, '\0');
  // Bytes of base64's padding behind the stream don't matter.
  if (uncompress(bytes_of(text), &size, bytes_of(small) + kHead,
                 static_cast<uLong>(decoded) - kHead) != Z_OK ||
      size != text.size()) {
    fail();
  }
  return text;
}

}  // namespace takt
