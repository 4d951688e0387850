#pragma once

#include "core/base/endpoint.h"
#include "core/http/apiresponder.h"
#include "core/http/apivalues.h"

#include <QStringList>

#include <functional>
#include <variant>
#include <vector>

namespace signalbox {

//! Who sends a request.
struct ApiCaller
{
    QString token; //!< its name; empty: none, for a public route
    ApiRole role = ApiRole::Public;
    Endpoint peer;
    QString userAgent; //!< at most 512 characters
};

//! A request that has passed all checks of the table. Plain value.
class ApiRequest final
{
public:
    ApiRequest(const ApiRoute &route, QStringList pathValues, ApiCaller caller);

    const ApiRoute &route() const { return *m_route; }
    const ApiCaller &caller() const { return m_caller; }
    //! Returns the value of a {parameter} of the path, decoded; never empty.
    QString pathValue(std::string_view name) const;
    const ApiValues &query() const { return m_query; }
    const ApiValues &body() const { return m_body; }

    //! As they were sent: the target of the request, and the body.
    const QByteArray &rawTarget() const { return m_rawTarget; }
    const QByteArray &rawBody() const { return m_rawBody; }
    //! Whether another node passes this on, and merges the answer with those of other nodes.
    bool isPart() const { return m_isPart; }

    void setQuery(ApiValues values) { m_query = std::move(values); }
    void setBody(ApiValues values) { m_body = std::move(values); }
    void setRawTarget(const QByteArray &target) { m_rawTarget = target; }
    void setRawBody(const QByteArray &body) { m_rawBody = body; }
    void setPart() { m_isPart = true; }

private:
    const ApiRoute *m_route;
    QStringList m_pathValues;
    ApiCaller m_caller;
    ApiValues m_query;
    ApiValues m_body;
    QByteArray m_rawTarget;
    QByteArray m_rawBody;
    bool m_isPart = false;
};

//! The routes of an API with their handlers. Filled once, before the first request; finds the route of a request. Plain
//! class.
class ApiRouter final
{
public:
    using Handler = std::function<void(const ApiRequest &request, const ApiResponder &responder)>;

    //! \a route is in static storage. No other route has its method and path.
    void add(const ApiRoute &route, Handler handler);
    //! In static storage.
    void addSchemas(std::span<const ApiSchema> schemas);

    struct Found
    {
        const ApiRoute *route = nullptr;
        const Handler *handler = nullptr; //!< owner: the router
        QStringList pathValues;           //!< of its {parameters}, in order
    };
    //! The response to a request that no route is for: 404; 405, with Allow; 501 for an unknown method; 400 for a path that
    //! is badly encoded; 204 to OPTIONS, with Allow.
    using Result = std::variant<Found, HttpResponse>;
    //! \a rawPath is percent-encoded; it is split at its slashes before it is decoded. Where several patterns match, the one
    //! with a literal segment where the other has a parameter wins, and only its methods count.
    Result find(QByteArrayView method, QByteArrayView rawPath) const;

    std::vector<const ApiRoute *> routes() const;
    const std::vector<ApiSchema> &schemas() const { return m_schemas; }

private:
    struct Segment
    {
        bool isParameter = false;
        QString text; //!< literal
    };
    struct Entry
    {
        const ApiRoute *route = nullptr;
        std::vector<Segment> segments;
        Handler handler;
    };

    static bool matches(const Entry &entry, const QStringList &segments);
    static bool isMoreLiteral(const Entry &one, const Entry &other);

    std::vector<Entry> m_entries;
    std::vector<ApiSchema> m_schemas;
};

//! Returns the names of the {parameters} of \a path, in order.
std::vector<std::string_view> pathParameters(std::string_view path);

} // namespace signalbox
