#pragma once

// The table of an HTTP API. Router, checks of parameters and bodies, roles, and openapi.json all follow from it, so that
// what it does not have is refused, and what it has is documented.
//
// How a domain adds its requests: one class in one file of core/admin, for example core/admin/serverhandlers.{h,cpp}:
//
//   constexpr std::array CloseBody{ApiField{.name = "code", .type = ApiField::Type::Integer, .description = "close code",
//                                           .least = 1000, .most = 4999, .fallback = 1000}};
//   constexpr std::array CloseAnswers{ApiAnswer{.status = 200, .description = "the outcome", .schema = "Outcome"}};
//   constexpr ApiRoute CloseRoute{.method = HttpMethod::Post, .path = "/api/v1/connections/{id}/close",
//                                 .role = ApiRole::Operator, .summary = "Close a connection",
//                                 .body = CloseBody, .answers = CloseAnswers};
//   constexpr std::array Schemas{ApiSchema{"Outcome", R"({"type":"object","required":["outcome"],"properties":…})"}};
//
//   void ConnectionsHandlers::addTo(ApiRouter &router)
//   {
//       router.addSchemas(Schemas);
//       router.add(CloseRoute, [this](const ApiRequest &request, const ApiResponder &responder) { close(request, responder); });
//   }
//
// and AdminApi (core/admin/adminapi.h) makes the class and calls addTo(). A handler runs on the admin thread. Everything
// that the table says has been checked before: token and role, types and ranges, unknown fields. It answers by the
// responder, at once or later, exactly once (apiresponder.h). What no table can say, such as “filter or ids”, it answers
// with responder.problem(422, …, field). Errors of the table itself (401, 403, 400, 413, 415, 422, 429) need no ApiAnswer;
// other errors, such as 404 and 409, do.

#include <QtGlobal>

#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace signalbox {

enum class HttpMethod : quint8 { Get, Post, Put, Delete };
//! Returns `GET`. Owner: static storage.
const char *methodName(HttpMethod method);

//! What a caller may do; each role includes those before it. Public: without a token.
enum class ApiRole : quint8 { Public, Viewer, Operator, Admin };
//! Returns `viewer`. Owner: static storage.
const char *roleName(ApiRole role);

//! A parameter of a query, or a field of a JSON body.
struct ApiField
{
    enum class Type : quint8 {
        Text,
        Integer,
        Boolean,  //!< in a query `true` or `false`
        TextList, //!< an array of strings; only in bodies
        Json,     //!< any value, which the handler gets as it was sent; only in bodies
    };

    std::string_view name;
    Type type = Type::Text;
    std::string_view description = {}; //!< for openapi.json
    bool isRequired = false;
    qint64 least = 0; //!< Integer: value; Text: characters; TextList: elements
    qint64 most = std::numeric_limits<qint64>::max();
    std::optional<qint64> fallback =
        std::nullopt; //!< Integer, Boolean (0 or 1): the value of a field that is absent
    std::span<const std::string_view> choices = {}; //!< Text: the allowed values; empty: any
};

//! A name and a JSON schema (OpenAPI 3.1), which answers refer to.
struct ApiSchema
{
    std::string_view name;
    std::string_view json;
};

//! A response that a handler may give.
struct ApiAnswer
{
    int status = 200;
    std::string_view description = {};
    std::string_view schema =
        {}; //!< the name of an ApiSchema; empty: no body, or a problem if status is an error
    std::string_view contentType = "application/json";
};

//! One request of an API. All members refer to static storage.
struct ApiRoute
{
    HttpMethod method = HttpMethod::Get; //!< GET includes HEAD
    std::string_view path;               //!< `/api/v1/rooms/{name}`: each {parameter} is a whole segment
    ApiRole role = ApiRole::Admin;
    std::string_view summary = {};
    std::span<const ApiField> query = {};
    std::span<const ApiField> body = {}; //!< of a JSON object; not for GET
    std::span<const ApiAnswer> answers = {};
};

} // namespace signalbox
