#include "core/model/query.h"
#include "core/model/queryrows.h"

#include <QTest>

using namespace signalbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr WallTime Now{Milliseconds(1'760'000'000'000)};

struct Sample
{
    ConnectionInfo info;
    Activity activity;

    Sample()
    {
        info.id = ConnectionId(57);
        info.peer = {QHostAddress(u"10.0.3.9"_s), 40037};
        info.listener = {QHostAddress(u"192.168.1.1"_s), 8080};
        info.path = u"/room/trading"_s;
        info.room = u"trading"_s;
        info.user = u"Ann Lee"_s;
        info.userAgent = u"Mozilla/5.0 Firefox/115.0"_s;
        info.origin = u"https://chat.example.org"_s;
        info.subprotocol = u"chat.v2"_s;
        info.connectedAt = Now - 10min;
        activity.lastTraffic = Now - 30s;
        activity.queuedBytes = 65536;
        activity.traffic = {7, 900, 4096, 1'000'000};
        activity.droppedMessages = 3;
        activity.latency = LatencyReading{90ms, 100ms, 5ms};
    }

    bool isAccepted(const Query &query) const
    {
        return query.accepts(ConnectionQueryRow(info, activity, Now, {{}, {}, u"node-a"}));
    }
    bool isAccepted(const QString &text) const
    {
        const ParsedQuery parsed = Query::parse(text, QueryList::Connections);
        if (!parsed.isValid())
            qWarning("%ls", qUtf16Printable(parsed.errors.front().text()));
        return parsed.isValid() && isAccepted(parsed.query);
    }
};

} // namespace

class tst_Query : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void accepts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *text, bool expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << expected;
        };
        row("", true);
        row("   ", true);
        // A word without field.
        row("ann", true);
        row("LEE", true);
        row("bob", false);
        row("firefox", true);
        row("57", true);
        row("5", true);
        row("577", false);
        row("10.0.3.9:40037", true);
        row("trading", true);
        row("chat.v2", true);
        row("https://chat", true);
        row("\"https://chat\"", true);
        row("192.168.1.1", false); // the listener is no place for it
        row("node-a", false);
        row("::1", false);
        row("abcd::1", false);
        row("a*n", false); // no pattern
        row("\"user:ann\"", false);
        row("ann bob", false);
        // Fields.
        row("user:ann", true);
        row("USER:ANN", true);
        row("user:trading", false);
        row("user:\"ann lee\"", true);
        row("user:\"ann  lee\"", false);
        row("\"ann lee\"", true);
        row("user:ann\" \"lee", true);
        row("room:trad", true);
        row("room:lobby", false);
        row("path:/room/", true);
        row("agent:115", true);
        row("agent:chrome", false);
        row("origin:example.org", true);
        row("protocol:chat", true);
        row("subprotocol:chat", true);
        row("listener:8080", true);
        row("listener:192.168.", true);
        row("node:NODE", true);
        row("node:b", false);
        // Patterns and exact values.
        row("user:ann*", true);
        row("user:*lee", true);
        row("user:*nn*", true);
        row("user:ann*lee", true);
        row("user:\"ann *\"", true);
        row("user:*ann", false);
        row("user:lee*", false);
        row("user:ann*x*lee", false);
        row("user:*", true);
        row("user:\"\\*\"", false);
        row("user=\"Ann Lee\"", true);
        row("user=\"ann lee\"", false);
        row("user=Ann", false);
        row("user=ann*", true);
        row("origin:https://*.example.org", true);
        row("origin:http://*", false);
        // Addresses.
        row("addr:10.0.", true);
        row("addr:0.3", false);
        row("address:10.0.3.9:4", true);
        row("addr:10.0.0.0/8", true);
        row("addr:10.0.3.8/31", true);
        row("addr:10.0.3.0/29", false);
        row("addr:10.0.3.10/31", false);
        row("addr:10.0.3.9/32", true);
        row("addr:0.0.0.0/0", true);
        row("addr:::/0", false);
        row("addr:::ffff:10.0.0.0/104", true);
        row("addr=10.0.3.9", true);
        row("addr=10.0.3.90", false);
        // Negation.
        row("-bob", true);
        row("-ann", false);
        row("-user:bob", true);
        row("-user:ann", false);
        row("-\"ann lee\"", false);
        row("\"-ann\"", false);
        row("--ann", true);
        row("-addr:10.0.0.0/8", false);
        row("-addr:10.1.0.0/16", true);
        row("-latency>100ms", true);
        row("-state:open", false);
        row("ann -firefox", false);
        row("-re:\"^ann\"", true);
        // Numbers.
        row("id:57", true);
        row("id:5", false);
        row("id:570", false);
        row("id:50-57", true);
        row("id:58-60", false);
        row("id=57", true);
        row("id>56", true);
        row("state:open", true);
        row("state:Closing", false);
        row("latency>100ms", false);
        row("latency>=100ms", true);
        row("latency<=100ms", true);
        row("latency<100ms", false);
        row("latency=100ms", true);
        row("latency=0.1s", true);
        row("latency>99ms", true);
        row("latency>0.0999s", true);
        row("latency<100001us", true);
        row("latency>99999µs", true);
        row("latency>0", true);
        row("latency=50ms-150ms", true);
        row("jitter>=5ms", true);
        row("jitter>5ms", false);
        row("queued>64KiB", false);
        row("queued>=64KiB", true);
        row("queued>64kb", true);
        row("queued>65535", true);
        row("queued<1MiB", true);
        row("queued=64KiB", true);
        row("idle>29s", true);
        row("idle>30s", false);
        row("idle>=0.5min", true);
        row("connected<1h", true);
        row("connected<10min", false);
        row("in>6", true);
        row("in<7", false);
        row("in=7", true);
        row("out>=900", true);
        row("bytes_in=4KiB", true);
        row("bytes_out>=1MB", true);
        row("BYTES_OUT>1MB", false);
        row("dropped=3", true);
        row("dropped=0", false);
        // Expressions.
        row("re:\"^Ann\"", true);
        row("re:^Ann", true);
        row("re:\"^ann\"", false);
        row("re:\"(?i)^ann\\b\"", true);
        row("re:\"^Ann Lee$\"", true);
        row("re:\"^57$\"", true);
        row("re:\"[0-9]{3}\\.0$\"", true);
        row("re:\"^Lee\"", false);
        row("re:\"^10\\.0\\.3\\.\\d:\"", true);
        // All of it.
        row("ann room:trading latency>50ms", true);
        row("ann room:lobby latency>50ms", false);
    }
    void accepts()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        QCOMPARE(Sample().isAccepted(text), expected);
        QVERIFY(Query::parse(text, QueryList::Connections).isValid());
    }

    void rejects_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("named"); // in the message
        QTest::addColumn<QString>("marked");
        const auto row = [](const char *text, const char *named, const char *marked) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(named)
                                << QString::fromUtf8(marked);
        };
        row("colour:red", "colour", "colour");
        row("a -colour:red", "user room addr", "colour");
        row("x=5", "quotation marks", "x");
        row("cause:kicked", "cause", "cause"); // only what has ended has a cause
        row("json:a=1", "json", "json");
        row("user:", "user:", "user:");
        row("-", "-", "-");
        row("\"\"", "lacks", "\"\"");
        row("id:five", "id:five", "five");
        row("id:0", "id:0", "0");
        row("id:-1", "id:-1", "-1");
        row("id:9-5", "range", "9-5");
        row("id:1.5", "whole number", "1.5");
        row("state:dead", "open closing", "dead");
        row("state:op", "open closing", "op");
        row("state>open", "cannot be compared", "state>open");
        row("latency>", "latency>", "latency>");
        row("latency>fast", "100ms", "fast");
        row("latency>100", "100ms", "100");
        row("latency>1.2.3ms", "100ms", "1.2.3ms");
        row("latency>.5s", "100ms", ".5s");
        row("latency>-5ms", "100ms", "-5ms");
        row("latency>64KiB", "100ms", "64KiB");
        row("latency>99999999999999999999ms", "100ms", "99999999999999999999ms");
        row("latency:5ms", "> >=", "latency:5ms");
        row("queued>5min", "64KiB", "5min");
        row("in>5ms", "whole number", "5ms");
        row("in>1.5", "whole number", "1.5");
        row("in>", "in>", "in>");
        row("user>5", "user", "user>5");
        row("addr:10.0.0.0/33", "10.0.0.0/8", "10.0.0.0/33");
        row("addr:10/8", "10.0.0.0/8", "10/8");
        row("addr:10.0.0.0/", "10.0.0.0/8", "10.0.0.0/");
        row("addr:::/129", "10.0.0.0/8", "::/129");
        row("addr:localhost", "10.0.0.0/8", "localhost");
        row("addr:10.*", "10.0.0.0/8", "10.*");
        row("addr=10.0.", "10.0.0.7", "10.0.");
        row("addr>10.0.0.1", "cannot be compared", "addr>10.0.0.1");
        row("ann user:\"lee", "quotation", "user:\"lee");
        row("ann latency>x bob", "latency>x", "x");
        row("re:\"a(b\"", "missing )", "a(b");
        row("re:\"ab[z-a]c\"", "range", "z-a");
        row("ann re:\"x{5000}\"", "repetition", "{5000}");
        row("re=a", "colon", "re=a");
    }
    void rejects()
    {
        QFETCH(QString, text);
        QFETCH(QString, named);
        QFETCH(QString, marked);
        const ParsedQuery parsed = Query::parse(text, QueryList::Connections);
        QCOMPARE(parsed.errors.size(), std::size_t(1));
        const QueryError &error = parsed.errors.front();
        QVERIFY2(error.text().contains(named), qPrintable(error.text()));
        QCOMPARE(text.sliced(error.span.position, error.span.length), marked);
    }

    void reportsEveryErrorAndKeepsTheOtherTerms()
    {
        const ParsedQuery parsed = Query::parse(u"user:ann a:b state:x"_s, QueryList::Connections);
        QCOMPARE(parsed.errors.size(), std::size_t(2));
        QCOMPARE(parsed.errors[0].span, (TextSpan{9, 1}));
        QCOMPARE(parsed.errors[1].span, (TextSpan{19, 1}));
        QVERIFY(parsed.query == Query::parse(u"user:ann"_s, QueryList::Connections).query);
    }

    void errorsAreTranslatedWithTheirArguments()
    {
        const QueryError error{"%1 of %2", {u"%2"_s, u"b"_s}, {}};
        QCOMPARE(error.text(), u"%2 of b"_s);
        QCOMPARE(error.text(u"%2: %1 %3"_s), u"b: %2 %3"_s);
    }

    void bounds_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("valid");
        const auto repeated = [](const QString &part, int count) { return part.repeated(count); };
        QTest::newRow("longest") << repeated(u"a"_s, Query::MaxLength) << true;
        QTest::newRow("longer") << repeated(u"a"_s, Query::MaxLength + 1) << false;
        QTest::newRow("blanks count") << repeated(u" "_s, Query::MaxLength + 1) << false;
        QTest::newRow("most terms") << repeated(u"a "_s, Query::MaxTerms) << true;
        QTest::newRow("more terms") << repeated(u"a "_s, Query::MaxTerms + 1) << false;
        QTest::newRow("most expressions") << repeated(u"re:a "_s, Query::MaxExpressions) << true;
        QTest::newRow("more expressions") << repeated(u"re:a "_s, Query::MaxExpressions + 1) << false;
        QTest::newRow("longest expression") << u"re:"_s + repeated(u"a"_s, 256) << true;
        QTest::newRow("longer expression") << u"re:"_s + repeated(u"a"_s, 257) << false;
        QTest::newRow("characters, not units") << u"re:"_s + repeated(u"\U0001F600"_s, 256) << true;
    }
    void bounds()
    {
        QFETCH(QString, text);
        QFETCH(bool, valid);
        const ParsedQuery parsed = Query::parse(text, QueryList::Connections);
        QCOMPARE(parsed.isValid(), valid);
        for (const QueryError &error : parsed.errors) {
            QVERIFY(error.span.position >= 0 && error.span.length > 0 && error.span.end() <= text.size());
            QVERIFY(error.text().size() < 400);
        }
    }

    void unknownLatency()
    {
        Sample sample;
        sample.activity.latency.reset();
        QVERIFY(!sample.isAccepted(u"latency>=0ms"_s));
        QVERIFY(!sample.isAccepted(u"latency<1h"_s));
        QVERIFY(!sample.isAccepted(u"jitter<1h"_s));
        QVERIFY(sample.isAccepted(u"-latency<1h"_s));
    }

    void ipv6_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        const auto row = [](const char *text, bool expected) {
            QTest::newRow(text) << QString::fromUtf8(text) << expected;
        };
        row("addr:2001:db8:", true);
        row("addr:[2001:DB8::7]:4000", true);
        row("addr:[2001:db8:", true);
        row("addr:2001:0db8:0:0:0:0:0:7", true); // another way to write it
        row("addr:[2001:0db8::7]", true);
        row("addr:db8", false);
        row("db8::7", true);
        row("addr:2001:db8::/32", true);
        row("addr:2001:db9::/32", false);
        row("addr:2001:db8::/127", false);
        row("addr:2001:db8::6/127", true);
        row("addr:::/0", true);
        row("addr:0.0.0.0/0", false);
        row("addr=2001:db8::7", true);
        row("addr=2001:db8::8", false);
    }
    void ipv6()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        Sample sample;
        sample.info.peer = {QHostAddress(u"2001:db8::7"_s), 4000};
        QCOMPARE(sample.isAccepted(text), expected);
    }

    void stateMayBeOverridden()
    {
        const Sample sample;
        ConnectionQueryRow row(sample.info, sample.activity, Now);
        row.setState(ConnectionState::Closing);
        QVERIFY(Query::parse(u"state:closing"_s, QueryList::Connections).query.accepts(row));
        QVERIFY(!Query::parse(u"state:open"_s, QueryList::Connections).query.accepts(row));
    }

    void textsMayBeGiven()
    {
        const Sample sample;
        const ConnectionQueryRow row(sample.info, sample.activity, Now, {u"1.2.3.4:5", u"6.7.8.9:10", {}});
        QVERIFY(Query::parse(u"addr:1.2. listener:6.7. 4:5"_s, QueryList::Connections).query.accepts(row));
    }

    void comparesByMeaning()
    {
        const auto query = [](const QString &text) {
            return Query::parse(text, QueryList::Connections).query;
        };
        QVERIFY(Query().isEmpty());
        QVERIFY(query({}) == Query());
        QVERIFY(query(u"a  b"_s) == query(u" a \"b\""_s));
        QVERIFY(query(u"re:a.b"_s) == query(u"re:\"a.b\""_s));
        QVERIFY(!(query(u"re:a"_s) == query(u"re:b"_s)));
        QVERIFY(!(query(u"a"_s) == query(u"-a"_s)));
        QVERIFY(!(query(u"user:a"_s) == query(u"user=a"_s)));
        QVERIFY(!(query(u"in>5"_s) == query(u"in>6"_s)));
    }

    void isLive_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("expected");
        QTest::newRow("constant") << u"ann room:x addr:10. id:5 re:a"_s << false;
        QTest::newRow("state") << u"ann state:open"_s << true;
        for (const QueryFieldInfo &info : queryFields()) {
            if (info.isIn(QueryList::Connections) && info.isCompared())
                QTest::newRow(info.name.data()) << QString(info.name) + u">0"_s << true;
        }
    }
    void isLive()
    {
        QFETCH(QString, text);
        QFETCH(bool, expected);
        const ParsedQuery parsed = Query::parse(text, QueryList::Connections);
        QVERIFY(parsed.isValid());
        QCOMPARE(parsed.query.isLive(), expected);
    }

    void highlights_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("marked"); // with [] around each place
        const auto row = [](const char *name, const QString &query, const QString &marked) {
            QTest::newRow(name) << query << marked;
        };
        row("nothing", {}, u"Anna and Annabel"_s);
        row("a word", u"ANN"_s, u"[Ann]a and [Ann]abel"_s);
        row("of the field", u"user:an"_s, u"[An]na [an]d [An]nabel"_s);
        row("another field", u"room:an"_s, u"Anna and Annabel"_s);
        row("overlapping and touching", u"ann na an"_s, u"[Anna] [an]d [Anna]bel"_s);
        row("negated", u"-ann"_s, u"Anna and Annabel"_s);
        row("a pattern", u"user:*bel"_s, u"[Anna and Annabel]"_s);
        row("an expression", u"re:\"A\\w+\""_s, u"[Anna] and [Annabel]"_s);
        row("empty matches", u"re:\"x*\""_s, u"Anna and Annabel"_s);
        row("numbers", u"latency>5s"_s, u"Anna and Annabel"_s);
        row("beyond the BMP", u"re:\"[nb]\""_s, u"\U0001F600[n]ä[b]\U0001F600"_s);
        row("not ASCII", u"ÄR"_s, u"k[är] [Är]"_s);
    }
    void highlights()
    {
        QFETCH(QString, query);
        QFETCH(QString, marked);
        const QString text = QString(marked).remove(u'[').remove(u']');
        const ParsedQuery parsed = Query::parse(query, QueryList::Connections);
        QVERIFY(parsed.isValid());
        QString result = text;
        const std::vector<TextSpan> spans = parsed.query.spansIn(text, QueryField::User);
        for (auto span = spans.rbegin(); span != spans.rend(); ++span)
            result.insert(span->end(), u']').insert(span->position, u'[');
        QCOMPARE(result, marked);
    }

    void highlightsAreBounded()
    {
        const Query query = Query::parse(u"a re:b"_s, QueryList::Messages).query;
        const QString text = u"axbx"_s.repeated(100'000);
        const std::vector<TextSpan> spans = query.spansIn(text, QueryField::Payload);
        QCOMPARE(spans.size(), Query::MaxSpans);
        const QString late = QString(Query::MaxHighlighted, u'x') + u'a';
        QVERIFY(query.spansIn(late, QueryField::Payload).empty());
    }

    // Backtracking would not end within the time of a test.
    void hostileExpressionsAreLinear()
    {
        const QByteArray payload(64 * 1024, 'x');
        LogEntry entry;
        entry.payload = payload;
        for (const auto &text : {u"re:\"(x+x+)+y\""_s, u"re:\"(x*)*y\""_s, u"re:\"(x|xx|xxx)+y\""_s}) {
            const ParsedQuery parsed = Query::parse(text, QueryList::Messages);
            QVERIFY(parsed.isValid());
            QVERIFY(!parsed.query.accepts(MessageQueryRow(entry)));
        }
    }
};

QTEST_GUILESS_MAIN(tst_Query)
#include "tst_query.moc"
