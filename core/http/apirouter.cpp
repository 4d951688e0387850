#include "core/http/apirouter.h"

#include "core/http/apiproblem.h"
#include "core/wire/httpmethod.h"
#include "core/wire/requesttarget.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

std::vector<std::string_view> segmentsOf(std::string_view path)
{
    std::vector<std::string_view> segments;
    for (std::size_t begin = 1; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        segments.push_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

bool isParameter(std::string_view segment)
{
    return segment.starts_with('{') && segment.ends_with('}');
}

bool isMethodOf(const ApiRoute &route, QByteArrayView method)
{
    return method == methodName(route.method) || (method == "HEAD" && route.method == HttpMethod::Get);
}

HttpResponse withAllow(HttpResponse response, const std::vector<HttpMethod> &methods)
{
    QByteArrayList names;
    for (const HttpMethod method : methods) {
        names += methodName(method);
        if (method == HttpMethod::Get)
            names += "HEAD";
    }
    names += "OPTIONS";
    response.headers.emplace_back("Allow", names.join(", "));
    return response;
}

} // namespace

std::vector<std::string_view> pathParameters(std::string_view path)
{
    std::vector<std::string_view> names;
    for (const std::string_view segment : segmentsOf(path)) {
        if (isParameter(segment))
            names.push_back(segment.substr(1, segment.size() - 2));
    }
    return names;
}

ApiRequest::ApiRequest(const ApiRoute &route, QStringList pathValues, ApiCaller caller)
    : m_route(&route)
    , m_pathValues(std::move(pathValues))
    , m_caller(std::move(caller))
{
}

QString ApiRequest::pathValue(std::string_view name) const
{
    const std::vector<std::string_view> names = pathParameters(m_route->path);
    const auto found = std::ranges::find(names, name);
    Q_ASSERT_X(found != names.end(), "ApiRequest", "a parameter that the path does not have");
    return m_pathValues.value(found - names.begin());
}

void ApiRouter::add(const ApiRoute &route, Handler handler)
{
    Entry entry{&route, {}, std::move(handler)};
    for (const std::string_view segment : segmentsOf(route.path))
        entry.segments.push_back({isParameter(segment), toText(segment)});
    m_entries.push_back(std::move(entry));
}

void ApiRouter::addSchemas(std::span<const ApiSchema> schemas)
{
    m_schemas.insert(m_schemas.end(), schemas.begin(), schemas.end());
}

bool ApiRouter::matches(const Entry &entry, const QStringList &segments)
{
    if (entry.segments.size() != std::size_t(segments.size()))
        return false;
    return std::ranges::equal(entry.segments, segments, [](const Segment &pattern, const QString &segment) {
        return pattern.isParameter ? !segment.isEmpty() : pattern.text == segment;
    });
}

bool ApiRouter::isMoreLiteral(const Entry &one, const Entry &other)
{
    return std::ranges::lexicographical_compare(one.segments, other.segments, {}, &Segment::isParameter,
                                                &Segment::isParameter);
}

ApiRouter::Result ApiRouter::find(QByteArrayView method, QByteArrayView rawPath) const
{
    QStringList segments;
    for (const std::string_view part : segmentsOf({rawPath.data(), std::size_t(rawPath.size())})) {
        const signalbox::Result<QString> segment =
            percentDecode(QByteArrayView(part.data(), qsizetype(part.size())));
        if (!segment)
            return ApiProblem{400, segment.error().text}.response();
        segments += *segment;
    }
    const Entry *best = nullptr;
    for (const Entry &entry : m_entries) {
        if (matches(entry, segments) && (!best || isMoreLiteral(entry, *best)))
            best = &entry;
    }
    if (!best)
        return ApiProblem{404, u"nothing is served at this path"_s}.response();
    std::vector<HttpMethod> allowed;
    for (const Entry &entry : m_entries) {
        if (entry.route->path != best->route->path)
            continue;
        if (isMethodOf(*entry.route, method)) {
            QStringList values;
            for (std::size_t i = 0; i < entry.segments.size(); ++i) {
                if (entry.segments[i].isParameter)
                    values += segments[qsizetype(i)];
            }
            return Found{entry.route, &entry.handler, values};
        }
        allowed.push_back(entry.route->method);
    }
    if (method == "OPTIONS")
        return withAllow(noContent(), allowed);
    if (!isKnownMethod(method))
        return ApiProblem{501, u"this method is unknown"_s}.response(); // RFC 9110 section 15.6.2
    return withAllow(ApiProblem{405, u"this path has other methods"_s}.response(), allowed);
}

std::vector<const ApiRoute *> ApiRouter::routes() const
{
    std::vector<const ApiRoute *> routes;
    for (const Entry &entry : m_entries)
        routes.push_back(entry.route);
    return routes;
}

} // namespace signalbox
