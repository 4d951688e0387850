#include "core/http/apiroute.h"

namespace signalbox {

const char *methodName(HttpMethod method)
{
    switch (method) {
    case HttpMethod::Get:
        return "GET";
    case HttpMethod::Post:
        return "POST";
    case HttpMethod::Put:
        return "PUT";
    case HttpMethod::Delete:
        return "DELETE";
    }
    return "";
}

const char *roleName(ApiRole role)
{
    switch (role) {
    case ApiRole::Public:
        return "public";
    case ApiRole::Viewer:
        return "viewer";
    case ApiRole::Operator:
        return "operator";
    case ApiRole::Admin:
        return "admin";
    }
    return "";
}

} // namespace signalbox
