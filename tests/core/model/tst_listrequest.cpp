#include "core/model/listrequest.h"

#include <QRegularExpression>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

ListRequest request(const ListParameters &parameters, QueryList list = QueryList::Connections)
{
    return std::get<ListRequest>(ListRequest::parse(list, parameters));
}

} // namespace

class tst_ListRequest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void defaults()
    {
        const ListRequest parsed = request({});
        QVERIFY(parsed.filter.isEmpty());
        QCOMPARE(parsed.sort, (ListSort{QueryField::Id, false}));
        QCOMPARE(parsed.limit, std::size_t(100));
        QVERIFY(!parsed.after);
        QCOMPARE(request({}, QueryList::Rooms).sort.field, QueryField::Room);
        QCOMPARE(request({}, QueryList::Users).sort.field, QueryField::User);
    }

    void accepts()
    {
        const ListRequest parsed =
            request({.filter = u"user:ann latency>5ms"_s, .sort = u"-queued"_s, .limit = 1000});
        QVERIFY(!parsed.filter.isEmpty());
        QCOMPARE(parsed.sort, (ListSort{QueryField::Queued, true}));
        QCOMPARE(parsed.limit, std::size_t(1000));
        QCOMPARE(request({.sort = u"address"_s}).sort.field, QueryField::Address);
    }

    void refuses_data()
    {
        QTest::addColumn<QueryList>("list");
        QTest::addColumn<ListParameters>("parameters");
        QTest::addColumn<QString>("field");
        QTest::addColumn<QStringList>("said");
        const auto row = [](const char *name, QueryList list, const ListParameters &parameters,
                            const char *field, const QStringList &said) {
            QTest::newRow(name) << list << parameters << QString::fromLatin1(field) << said;
        };
        const auto C = QueryList::Connections;
        row("an unknown field", C, {.filter = u"a usr:b"_s}, "filter",
            {u"“usr”"_s, u"user"_s, u"character 3"_s});
        row("a field of another list", QueryList::Rooms, {.filter = u"user:b"_s}, "filter",
            {u"user"_s, u"members"_s});
        row("a bad number", C, {.filter = u"queued>many"_s}, "filter", {u"queued>many"_s, u"64KiB"_s});
        row("a bad choice", C, {.filter = u"state:gone"_s}, "filter", {u"gone"_s, u"open closing"_s});
        row("a bad expression", C, {.filter = u"x re:\"a[\""_s}, "filter", {u"re:a["_s, u"character"_s});
        row("an open quotation", C, {.filter = u"😀 \"b"_s}, "filter", {u"\"b"_s, u"character 3"_s});
        row("sorting by nothing", C, {.sort = u"-"_s}, "sort", {u"latency"_s});
        row("sorting by an unknown field", C, {.sort = u"age"_s}, "sort", {u"“age”"_s, u"connected"_s});
        row("sorting by an expression", C, {.sort = u"re"_s}, "sort", {u"“re”"_s});
        row("sorting by a field of another list", QueryList::Users, {.sort = u"queued"_s}, "sort",
            {u"queued"_s});
        row("no rows", C, {.limit = 0}, "limit", {u"1000"_s});
        row("less", C, {.limit = -1}, "limit", {u"1000"_s});
        row("too many rows", C, {.limit = 1001}, "limit", {u"1000"_s});
    }
    void refuses()
    {
        QFETCH(QueryList, list);
        QFETCH(ListParameters, parameters);
        QFETCH(QString, field);
        QFETCH(QStringList, said);
        const auto parsed = ListRequest::parse(list, parameters);
        const auto *fault = std::get_if<ListFault>(&parsed);
        QVERIFY(fault);
        QCOMPARE(fault->kind, ListFault::Kind::BadValue);
        QCOMPARE(QString::fromLatin1(fault->field), field);
        for (const QString &text : said)
            QVERIFY2(fault->detail.contains(text), qPrintable(fault->detail));
    }

    void cursorIsThePosition_data()
    {
        QTest::addColumn<ListPosition>("position");
        QTest::newRow("id") << ListPosition{qint64(7), 7};
        QTest::newRow("largest id") << ListPosition{std::numeric_limits<qint64>::max(), ~quint64(0)};
        QTest::newRow("no value") << ListPosition{{}, 3};
        QTest::newRow("text") << ListPosition{u"Zoë 😀 \u2028\"/?+&="_s, 3};
        QTest::newRow("name") << ListPosition{QString(128, u'Ж'), 0, QString(128, u'Ж')};
        QTest::newRow("empty") << ListPosition{QString(), 0};
    }
    void cursorIsThePosition()
    {
        QFETCH(ListPosition, position);
        const ListRequest first = request({.filter = u"x"_s, .sort = u"user"_s});
        const QString cursor = first.cursorBehind(position);
        QVERIFY(QRegularExpression(u"^[A-Za-z0-9_-]+$"_s).match(cursor).hasMatch());
        const ListRequest second =
            request({.filter = u"x"_s, .sort = u"user"_s, .limit = 5, .after = cursor});
        QVERIFY(second.after);
        QCOMPARE(*second.after, position);
    }

    void cursorBelongsToFilterAndSort_data()
    {
        QTest::addColumn<QueryList>("list");
        QTest::addColumn<ListParameters>("parameters");
        const QString cursor = request({.filter = u"ann"_s, .sort = u"user"_s}).cursorBehind({u"b"_s, 5});
        const auto row = [](const char *name, const ListParameters &parameters,
                            QueryList list = QueryList::Connections) {
            QTest::newRow(name) << list << parameters;
        };
        row("another filter", {.filter = u"bob"_s, .sort = u"user"_s, .after = cursor});
        row("no filter", {.sort = u"user"_s, .after = cursor});
        row("another sort", {.filter = u"ann"_s, .sort = u"room"_s, .after = cursor});
        row("another direction", {.filter = u"ann"_s, .sort = u"-user"_s, .after = cursor});
        row("default sort", {.filter = u"ann"_s, .after = cursor});
        row("another list", {.filter = u"ann"_s, .sort = u"user"_s, .after = cursor}, QueryList::Closed);
        row("cut", {.filter = u"ann"_s, .sort = u"user"_s, .after = cursor.chopped(2)});
        row("longer", {.filter = u"ann"_s, .sort = u"user"_s, .after = cursor + u"AAAA"_s});
        row("only the fingerprint", {.filter = u"ann"_s, .sort = u"user"_s, .after = cursor.first(11)});
        row("not base64url", {.filter = u"ann"_s, .sort = u"user"_s, .after = cursor + u"+/"_s});
        row("made up", {.filter = u"ann"_s, .sort = u"user"_s, .after = u"next"_s});
        row("not ASCII", {.filter = u"ann"_s, .sort = u"user"_s, .after = u"ж"_s});
        row("huge", {.filter = u"ann"_s, .sort = u"user"_s, .after = QString(100000, u'A')});
    }
    void cursorBelongsToFilterAndSort()
    {
        QFETCH(QueryList, list);
        QFETCH(ListParameters, parameters);
        const auto parsed = ListRequest::parse(list, parameters);
        const auto *fault = std::get_if<ListFault>(&parsed);
        QVERIFY(fault);
        QCOMPARE(fault->kind, ListFault::Kind::BadCursor);
        QCOMPARE(fault->field, "after");
    }
    void defaultSortMayBeWritten()
    {
        const QString cursor = request({}).cursorBehind({qint64(5), 5});
        QVERIFY(request({.sort = u"id"_s, .after = cursor}).after);
    }
};

QTEST_GUILESS_MAIN(tst_ListRequest)
#include "tst_listrequest.moc"
