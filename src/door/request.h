#pragma once

// What requests to several parts of the API have in common.

#include <string>

#include "base/user_error.h"
#include "net/http.h"

namespace takt::door {

/// PayloadInvalid: the request is at fault, and `message` says where.
UserError invalid_request(const std::string& message, int code = 400);

/// `limit`, at most `most`, which is also meant where it is not given. Throws PayloadInvalid.
size_t limit_of(const net::Request& request, size_t most);

/// A parameter that is a number from 0 to `most`; `otherwise` where it is not given. Throws
/// PayloadInvalid.
double number_of(const net::Request& request, const std::string& name, double otherwise,
                 double most);

}  // namespace takt::door
