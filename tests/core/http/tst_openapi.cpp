#include "core/http/apirouter.h"
#include "core/http/openapi.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <array>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array<std::string_view, 2> Choices{"a", "b"};
constexpr std::array Query{ApiField{.name = "limit",
                                    .type = ApiField::Type::Integer,
                                    .description = "rows",
                                    .least = 1,
                                    .most = 9,
                                    .fallback = 5}};
constexpr std::array Body{
    ApiField{.name = "text", .isRequired = true, .least = 1, .most = 3, .choices = Choices},
    ApiField{.name = "ids", .type = ApiField::Type::TextList, .least = 1},
    ApiField{.name = "flag", .type = ApiField::Type::Boolean, .fallback = 1},
    ApiField{.name = "content", .type = ApiField::Type::Json}};
constexpr std::array Answers{ApiAnswer{.status = 200, .description = "done", .schema = "Thing"},
                             ApiAnswer{.status = 404, .description = "no such thing"}};
constexpr std::array Schemas{ApiSchema{"Thing", R"({"type":"object"})"}};
constexpr ApiRoute List{.path = "/api/v1/things", .role = ApiRole::Viewer, .summary = "List", .query = Query};
constexpr ApiRoute Post{.method = HttpMethod::Post,
                        .path = "/api/v1/things/{id}/kick",
                        .role = ApiRole::Operator,
                        .summary = "Kick",
                        .body = Body,
                        .answers = Answers};
constexpr ApiRoute Delete{
    .method = HttpMethod::Delete, .path = "/api/v1/things/{id}/kick", .summary = "Undo"};
constexpr ApiRoute Public{.path = "/livez", .role = ApiRole::Public, .summary = "Alive", .answers = Answers};

QJsonObject document()
{
    ApiRouter router;
    router.addSchemas(Schemas);
    for (const ApiRoute *route : {&List, &Post, &Delete, &Public})
        router.add(*route, [](const ApiRequest &, const ApiResponder &) {});
    return QJsonDocument::fromJson(openApiDocument(router, "Things", "1.2")).object();
}

QJsonValue at(QJsonValue value, const QStringList &path)
{
    for (const QString &key : path)
        value = value.isArray() ? value.toArray().at(key.toInt()) : value.toObject().value(key);
    return value;
}

} // namespace

class TstOpenApi : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesRoutes()
    {
        const QJsonObject json = document();
        QCOMPARE(at(json, {u"info"_s, u"version"_s}), u"1.2"_s);
        const QJsonObject paths = json[u"paths"_s].toObject();
        QCOMPARE(paths.keys(),
                 (QStringList{u"/api/v1/things"_s, u"/api/v1/things/{id}/kick"_s, u"/livez"_s}));
        QCOMPARE(paths[u"/api/v1/things/{id}/kick"_s].toObject().keys(),
                 (QStringList{u"delete"_s, u"post"_s}));
        const QJsonObject post = at(paths, {u"/api/v1/things/{id}/kick"_s, u"post"_s}).toObject();
        QCOMPARE(post[u"operationId"_s], u"postThingsByIdKick"_s);
        QCOMPARE(post[u"x-role"_s], u"operator"_s);
        QVERIFY(!post.contains(u"security"_s));
        QCOMPARE(at(paths, {u"/livez"_s, u"get"_s, u"security"_s}), QJsonArray());
        QCOMPARE(at(post, {u"parameters"_s, u"0"_s, u"name"_s}), u"id"_s);
        QCOMPARE(at(post, {u"parameters"_s, u"0"_s, u"in"_s}), u"path"_s);
    }
    void describesFields()
    {
        const QJsonObject json = document();
        const QJsonValue limit =
            at(json, {u"paths"_s, u"/api/v1/things"_s, u"get"_s, u"parameters"_s, u"0"_s, u"schema"_s});
        QCOMPARE(limit.toObject(), (QJsonObject{{u"type"_s, u"integer"_s},
                                                {u"minimum"_s, 1},
                                                {u"maximum"_s, 9},
                                                {u"default"_s, 5},
                                                {u"description"_s, u"rows"_s}}));
        const QJsonValue body =
            at(json, {u"paths"_s, u"/api/v1/things/{id}/kick"_s, u"post"_s, u"requestBody"_s});
        QCOMPARE(at(body, {u"required"_s}), true);
        const QJsonObject schema = at(body, {u"content"_s, u"application/json"_s, u"schema"_s}).toObject();
        QCOMPARE(schema[u"additionalProperties"_s], false);
        QCOMPARE(schema[u"required"_s].toArray(), QJsonArray{u"text"_s});
        const QJsonObject expected{{u"text"_s, QJsonObject{{u"type"_s, u"string"_s},
                                                           {u"minLength"_s, 1},
                                                           {u"maxLength"_s, 3},
                                                           {u"enum"_s, QJsonArray{u"a"_s, u"b"_s}}}},
                                   {u"ids"_s, QJsonObject{{u"type"_s, u"array"_s},
                                                          {u"items"_s, QJsonObject{{u"type"_s, u"string"_s}}},
                                                          {u"minItems"_s, 1}}},
                                   {u"flag"_s, QJsonObject{{u"type"_s, u"boolean"_s}, {u"default"_s, true}}},
                                   {u"content"_s, QJsonObject()}};
        QCOMPARE(schema[u"properties"_s].toObject(), expected);
    }
    void describesAnswers()
    {
        const QJsonObject json = document();
        const auto answers = [&](const QString &path, const QString &method) {
            return at(json, {u"paths"_s, path, method, u"responses"_s}).toObject();
        };
        const QJsonObject post = answers(u"/api/v1/things/{id}/kick"_s, u"post"_s);
        QCOMPARE(post.keys(), (QStringList{u"200"_s, u"400"_s, u"401"_s, u"403"_s, u"404"_s, u"413"_s,
                                           u"415"_s, u"422"_s, u"429"_s}));
        QCOMPARE(at(post, {u"200"_s, u"content"_s, u"application/json"_s, u"schema"_s, u"$ref"_s}),
                 u"#/components/schemas/Thing"_s);
        QCOMPARE(at(post, {u"404"_s, u"content"_s, u"application/problem+json"_s, u"schema"_s, u"$ref"_s}),
                 u"#/components/schemas/Problem"_s);
        QCOMPARE(answers(u"/livez"_s, u"get"_s).keys(), (QStringList{u"200"_s, u"404"_s}));
        QCOMPARE(json[u"components"_s].toObject()[u"schemas"_s].toObject().keys(),
                 (QStringList{u"Problem"_s, u"Thing"_s}));
    }
};

QTEST_APPLESS_MAIN(TstOpenApi)
#include "tst_openapi.moc"
