#include "core/cluster/publicationcodec.h"

#include <QTest>

using namespace signalbox;

namespace {

const PublicationId id{0xabc, 7};
const QByteArray idText = "0000000000000abc-7";

Publication plain(Opcode opcode, const QByteArray &content)
{
    return {PreparedMessage(opcode, content), {}};
}

Publication envelope(const QByteArray &json, ContentEncoding encoding = ContentEncoding::Json)
{
    return {{}, {json, encoding}};
}

//! A payload with \a form and \a content.
QByteArray payload(char form, const QByteArray &content, const QByteArray &user = "ann")
{
    QByteArray bytes(12, '\0');
    bytes[0] = 1;
    bytes[1] = form;
    bytes[9] = 5;
    bytes[11] = char(user.size());
    return bytes + user + content;
}

QByteArray news(const QByteArray &head, const QByteArray &payloadBytes = payload(0, "hello"))
{
    return head + '\n' + payloadBytes;
}

} // namespace

class TestPublicationCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesWhatWasPublished_data()
    {
        QTest::addColumn<int>("form");
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("text") << 0 << QByteArray("hello, \xc3\xa4 \xf0\x9f\x8e\x89");
        QTest::newRow("empty text") << 0 << QByteArray("");
        QTest::newRow("text with NUL") << 0 << QByteArray("a\0b\n", 4);
        QTest::newRow("binary") << 1 << QByteArray("\xff\0\x80\n", 4);
        QTest::newRow("empty binary") << 1 << QByteArray("");
        QTest::newRow("JSON") << 2 << QByteArray(R"({"b":1,"a":[1.10,12345678901234567890,"\u00e4"],"b":2})");
        QTest::newRow("a string") << 2 << QByteArray(R"("hello")");
        QTest::newRow("null") << 2 << QByteArray("null");
        QTest::newRow("base64") << 3 << QByteArray(R"("aGVsbG8=")");
    }
    void carriesWhatWasPublished()
    {
        QFETCH(const int, form);
        QFETCH(const QByteArray, content);
        Publication publication;
        if (form < 2)
            publication = plain(form == 0 ? Opcode::Text : Opcode::Binary, content);
        else
            publication = envelope(content, form == 2 ? ContentEncoding::Json : ContentEncoding::Base64);
        const QByteArray bytes =
            payloadOf(publication, ConnectionId(0x1234567890abcd), QStringLiteral("Änn"));
        PublicationDecoder decoder;
        const auto entry = decoder.entry(41, "1750000000123", idText, bytes);
        QVERIFY(entry);
        QCOMPARE(entry->id, id);
        QCOMPARE(entry->size, bytes.size());
        const RoomMessage &message = entry->message;
        QCOMPARE(message.seq(), 41u);
        QCOMPARE(message.client(), ConnectionId(0x1234567890abcd));
        QCOMPARE(message.user(), QStringLiteral("Änn"));
        QCOMPARE(message.time().time_since_epoch().count(), 1750000000123);
        const PublishedContent published = message.published();
        QCOMPARE(published.bytes.toByteArray(), content);
        using Form = PublishedContent::Form;
        QCOMPARE(published.form, form == 0 ? Form::Text : form == 1 ? Form::Binary : Form::Json);
        QCOMPARE(published.encoding,
                 form == 1 || form == 3 ? ContentEncoding::Base64 : ContentEncoding::Json);
    }
    void theServerHasNoClientAndPerhapsNoUser()
    {
        PublicationDecoder decoder;
        const auto entry =
            decoder.entry(1, "0", idText, payloadOf(plain(Opcode::Text, "x"), ConnectionId(), QString()));
        QVERIFY(entry);
        QVERIFY(entry->message.client().isNull());
        QVERIFY(entry->message.user().isEmpty());
    }
    void refusesWhatNoNodeHasWritten_data()
    {
        QTest::addColumn<QByteArray>("time");
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray good = payload(0, "hello");
        const auto row = [&](const char *name, const QByteArray &bytes) {
            QTest::newRow(name) << QByteArray("1") << idText << bytes;
        };
        row("empty", "");
        row("shorter than its head", good.first(11));
        row("another version", QByteArray(good).replace(0, 1, "\x02"));
        row("a user that ends behind the payload", QByteArray(good).replace(10, 2, "\xff\xff"));
        row("a user that is no UTF-8", payload(0, "x", "\xff"));
        row("an unknown form", payload(4, "x"));
        row("text that is no UTF-8", payload(0, "\xc3"));
        row("no JSON", payload(2, ""));
        row("broken JSON", payload(2, "{\"a\":"));
        row("two values", payload(2, "1,2"));
        row("a value and a field", payload(2, R"(1,"b":2)"));
        row("the end of the object", payload(2, "1}"));
        row("white space before JSON", payload(2, " 1"));
        row("white space behind JSON", payload(2, "1\n"));
        row("a lone surrogate", payload(2, R"("\ud800")"));
        row("too deep", payload(2, QByteArray(64, '[') + QByteArray(64, ']')));
        row("base64 that is no string", payload(3, "1"));
        row("base64 with a foreign character", payload(3, R"("aGVs*G8=")"));
        row("base64 without padding", payload(3, R"("aGVsbG8")"));
        QTest::newRow("no time") << QByteArray() << idText << good;
        QTest::newRow("a negative time") << QByteArray("-1") << idText << good;
        QTest::newRow("a time with a zero in front") << QByteArray("01") << idText << good;
        QTest::newRow("a time beyond 2^53") << QByteArray("9007199254740992") << idText << good;
        QTest::newRow("no id") << QByteArray("1") << QByteArray() << good;
        QTest::newRow("an id in capitals") << QByteArray("1") << QByteArray("0000000000000ABC-7") << good;
        QTest::newRow("an id without a counter")
            << QByteArray("1") << QByteArray("0000000000000abc-") << good;
        QTest::newRow("a counter with letters")
            << QByteArray("1") << QByteArray("0000000000000abc-7x") << good;
        QTest::newRow("a counter above 64 bits")
            << QByteArray("1") << QByteArray("0000000000000abc-18446744073709551616") << good;
    }
    void refusesWhatNoNodeHasWritten()
    {
        QFETCH(const QByteArray, time);
        QFETCH(const QByteArray, origin);
        QFETCH(const QByteArray, bytes);
        PublicationDecoder decoder;
        QVERIFY(!decoder.entry(1, time, origin, bytes));
        QVERIFY(decoder.entry(1, "1", idText, payload(0, "hello"))); // it still works
    }
    void thereIsNoPublicationZero()
    {
        PublicationDecoder decoder;
        QVERIFY(!decoder.entry(0, "1", idText, payload(0, "hello")));
    }
    void readsTheDeepestJsonThatAnEnvelopeMayHave()
    {
        PublicationDecoder decoder;
        QVERIFY(decoder.entry(1, "1", idText, payload(2, QByteArray(63, '[') + QByteArray(63, ']'))));
    }
    void readsNews()
    {
        PublicationDecoder decoder;
        auto published = decoder.news(news("p 41 1750000000123 " + idText + " k3j9"));
        QVERIFY(published);
        QCOMPARE(published->epoch, QStringLiteral("k3j9"));
        QCOMPARE(std::get<ReceivedPublication>(published->content).message.seq(), 41u);
        QCOMPARE(std::get<ReceivedPublication>(published->content).message.user(), QStringLiteral("ann"));
        const auto cleared = decoder.news("c 17 k3j9");
        QVERIFY(cleared);
        QCOMPARE(std::get<RoomNews::Cleared>(cleared->content).seq, 17u);
        const auto renumbered = decoder.news("n k3j9");
        QVERIFY(renumbered);
        QVERIFY(std::holds_alternative<RoomNews::Renumbered>(renumbered->content));
    }
    void refusesOtherNews_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("blank") << QByteArray(" ");
        QTest::newRow("unknown") << QByteArray("x 1 k3j9");
        QTest::newRow("no epoch") << QByteArray("n ");
        QTest::newRow("an epoch with a blank") << QByteArray("n k3 j9");
        QTest::newRow("a long epoch") << "n " + QByteArray(65, 'a');
        QTest::newRow("cleared up to nothing") << QByteArray("c  k3j9");
        QTest::newRow("no line") << "p 1 1 " + idText + " k3j9";
        QTest::newRow("an empty publication") << "p 1 1 " + idText + " k3j9\n";
        QTest::newRow("publication 0") << news("p 0 1 " + idText + " k3j9");
        QTest::newRow("beyond 2^53") << news("p 9007199254740992 1 " + idText + " k3j9");
        QTest::newRow("no epoch of a publication") << news("p 1 1 " + idText + ' ');
    }
    void refusesOtherNews()
    {
        QFETCH(const QByteArray, message);
        PublicationDecoder decoder;
        QVERIFY(!decoder.news(message));
    }
    void anIdHasOneText()
    {
        QCOMPARE(id.toText(), idText);
        QCOMPARE(PublicationId::fromText(idText), id);
        const PublicationId largest{~quint64(0), ~quint64(0)};
        QCOMPARE(PublicationId::fromText(largest.toText()), largest);
    }
};

QTEST_GUILESS_MAIN(TestPublicationCodec)
#include "tst_publicationcodec.moc"
