#include "net/http.h"

namespace takt::net {

const std::string* Request::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return &value;
  }
  return nullptr;
}

const std::string* Request::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? nullptr : &found->second;
}

Response json_response(int status, const Json& body) {
  Response response;
  response.status = status;
  response.body = dump(body);
  return response;
}

Response error_response(const UserError& error) {
  const int code = error.error_code();
  return json_response(code >= 400 && code <= 599 ? code : 500, error.to_json());
}

}  // namespace takt::net
