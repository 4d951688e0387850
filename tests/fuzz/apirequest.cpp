// A request target finds at most one route, and the same when its segments are encoded again in full. Each path value is
// one segment, decoded once. A query is read or refused with a status and a field of the table; what is read is what the
// table allows, and is read again from its values. Setting: the method.

#include "fuzz.h"

#include "core/http/apirouter.h"
#include "core/wire/requesttarget.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr std::array<std::string_view, 2> Choices{"text", "base64"};
constexpr std::array Query{
    ApiField{.name = "filter", .most = 100},
    ApiField{.name = "limit", .type = ApiField::Type::Integer, .least = 1, .most = 1000, .fallback = 100},
    ApiField{.name = "dry", .type = ApiField::Type::Boolean, .fallback = 0},
    ApiField{.name = "encoding", .choices = Choices},
};
constexpr std::array Routes{
    ApiRoute{.path = "/api/v1/things", .query = Query},
    ApiRoute{.path = "/api/v1/things/{id}", .query = Query},
    ApiRoute{.method = HttpMethod::Post, .path = "/api/v1/things/kick"},
    ApiRoute{.method = HttpMethod::Post, .path = "/api/v1/things/{id}/kick"},
    ApiRoute{.method = HttpMethod::Put, .path = "/api/v1/things/{id}/rooms/{name}"},
    ApiRoute{.method = HttpMethod::Delete, .path = "/api/v1/things/{id}/rooms/{name}"},
    ApiRoute{.path = "/livez", .role = ApiRole::Public},
};
constexpr std::array Methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW"};

ApiRouter makeRouter()
{
    ApiRouter router;
    for (const ApiRoute &route : Routes)
        router.add(route, [](const ApiRequest &, const ApiResponder &) {});
    return router;
}

QByteArray encodedPath(const ApiRoute &route, QStringList values)
{
    QByteArray path;
    for (const QByteArray &segment :
         QByteArray(route.path.data(), qsizetype(route.path.size())).mid(1).split('/'))
        path += '/' + (segment.startsWith('{') ? values.takeFirst().toUtf8().toPercentEncoding({}, "-._~")
                                               : segment);
    return path;
}

void checkPath(const ApiRouter &router, QByteArrayView method, const RequestTarget &target)
{
    const ApiRouter::Result result = router.find(method, target.rawPath);
    if (const auto *response = std::get_if<HttpResponse>(&result)) {
        const int status = response->status;
        require(status == 204 || status == 400 || status == 404 || status == 405 || status == 501,
                "a refusal");
        require((status == 204) <= (method == "OPTIONS"), "only OPTIONS is answered");
        return;
    }
    const auto &found = std::get<ApiRouter::Found>(result);
    require(std::size_t(found.pathValues.size()) == pathParameters(found.route->path).size(), "a value each");
    for (const QString &value : found.pathValues)
        require(!value.isEmpty(), "no value is empty");
    const ApiRouter::Result again = router.find(method, encodedPath(*found.route, found.pathValues));
    const auto *same = std::get_if<ApiRouter::Found>(&again);
    require(same && same->pathValues == found.pathValues, "encoded again, it has the same values");
}

void checkQuery(QByteArrayView text)
{
    const std::variant<ApiValues, ApiProblem> read = readQuery(Query, text);
    if (const auto *problem = std::get_if<ApiProblem>(&read)) {
        require(problem->status == 400 || problem->status == 422, "a refusal");
        require(problem->field.size() <= 512 && !problem->detail.isEmpty(),
                "a refusal is short, and says why");
        return;
    }
    const auto &values = std::get<ApiValues>(read);
    const qint64 limit = values.integer("limit").value_or(0);
    require(limit >= 1 && limit <= 1000, "numbers are in their range");
    require(values.flag("dry").has_value(), "fallbacks are set");
    require(values.text("filter").value_or(QString()).size() <= 200, "texts are within their length");
    QByteArray again = "limit=" + QByteArray::number(limit);
    for (const char *name : {"filter", "encoding"}) {
        if (const std::optional<QString> value = values.text(name))
            again += '&' + QByteArray(name) + '=' + value->toUtf8().toPercentEncoding();
    }
    const std::variant<ApiValues, ApiProblem> reread = readQuery(Query, again);
    const auto *same = std::get_if<ApiValues>(&reread);
    require(same && same->text("filter") == values.text("filter"), "written again, it is the same");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ApiRouter router = makeRouter();
    const Input<1> input(data, size);
    checkQuery(input.rest);
    const QByteArrayView method = Methods[input.settings[0] % Methods.size()];
    (void)router.find(method, input.rest);
    if (const Result<RequestTarget> target = parseRequestTarget(input.rest)) {
        checkPath(router, method, *target);
        checkQuery(target->rawQuery);
    }
    return 0;
}
