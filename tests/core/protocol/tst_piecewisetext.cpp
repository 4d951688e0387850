#include "core/protocol/jsontext.h"
#include "core/protocol/piecewisetext.h"

#include <QTest>

#include <random>

using namespace signalbox;
using Form = PublishedContent::Form;

namespace {

//! Text of about \a size bytes: each run is of one kind, so that all transitions between kinds occur.
QByteArray randomText(std::mt19937 &random, qsizetype size)
{
    static const std::array<QByteArray, 5> kinds{"abcdefghijklmnopqrstuvwxyz 0123456789",
                                                 QByteArray("\x00\x01\x1f\n\t\b\f\r", 8), "\"\\/\x7f",
                                                 "\xc3\xa4\xe2\x82\xac", // ä €
                                                 "\xf0\x9f\x98\x80"};    // U+1F600
    QString text;
    while (text.size() < size) {
        const QString characters = QString::fromUtf8(kinds[random() % kinds.size()]);
        const qsizetype run = qsizetype(random() % 40);
        for (qsizetype i = 0; i < run; ++i)
            text += characters.size() == 2 && characters[0].isSurrogate()
                        ? characters
                        : QString(characters[qsizetype(random()) % characters.size()]);
    }
    return text.toUtf8();
}

//! One byte after the other, by the letter of RFC 8259 section 7.
QByteArray plainlyQuoted(const QByteArray &text)
{
    QByteArray json = "\"";
    for (const char byte : text) {
        static const QByteArray raw("\"\\\b\f\n\r\t");
        static const QByteArray letters("\"\\bfnrt");
        if (const qsizetype at = raw.indexOf(byte); at >= 0)
            json.append('\\').append(letters[at]);
        else if (quint8(byte) < 0x20)
            json.append("\\u00").append(QByteArray::number(quint8(byte), 16).rightJustified(2, '0'));
        else
            json.append(byte);
    }
    return json.append('"');
}

bool isWhole(const QByteArray &utf8)
{
    return QString::fromUtf8(utf8).toUtf8() == utf8;
}

} // namespace

class TestPiecewiseText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quotesAsTheGrammarSays()
    {
        std::mt19937 random(7);
        for (int i = 0; i < 2000; ++i) {
            const QByteArray text = randomText(random, qsizetype(random() % 100));
            QByteArray json = "before";
            appendQuoted(json, text);
            QCOMPARE(json, "before" + plainlyQuoted(text));
        }
        for (int byte = 0; byte < 256; ++byte) { // at each place of a word
            for (qsizetype place = 0; place < 17; ++place) {
                QByteArray text(17, 'x');
                text[place] = char(byte);
                QByteArray json;
                appendQuoted(json, text);
                QCOMPARE(json, plainlyQuoted(text));
            }
        }
    }
    void neverWritesBehindItsBuffer()
    {
        const QByteArray text = QByteArray(3, '\x01') + "ab\"" + QByteArray(3, '\x02');
        const QByteArray all = plainlyQuoted(text).sliced(1).chopped(1);
        for (qsizetype size = 0; size <= all.size(); ++size) {
            QByteArray out(all.size() + 16, '#');
            const EscapedText escaped = escapeTo({out.data(), std::size_t(size)}, text);
            QVERIFY(escaped.written <= size);
            QVERIFY(escaped.written > size - MaxEscape);
            QCOMPARE(out.first(escaped.written), all.first(escaped.written));
            QCOMPARE(out.sliced(size), QByteArray(all.size() + 16 - size, '#'));
            QCOMPARE(plainlyQuoted(text.first(escaped.taken)).size() - 2, escaped.written);
        }
    }
    void thePiecesAreTheWhole_data()
    {
        QTest::addColumn<Form>("form");
        QTest::addColumn<qsizetype>("most"); // of a piece; 0: random
        for (const qsizetype most :
             {PiecewiseText::MinPiece, qsizetype(9), qsizetype(64), qsizetype(0), qsizetype(100'000)}) {
            QTest::addRow("text, %lld", (long long)most) << Form::Text << most;
            QTest::addRow("json, %lld", (long long)most) << Form::Json << most;
            QTest::addRow("binary, %lld", (long long)most) << Form::Binary << most;
        }
    }
    void thePiecesAreTheWhole()
    {
        QFETCH(const Form, form);
        QFETCH(const qsizetype, most);
        std::mt19937 random(most + 1);
        for (int i = 0; i < 300; ++i) {
            const QByteArray bytes = randomText(random, qsizetype(random() % 500));
            const PublishedContent content{bytes, form};
            QByteArray whole = "{\"user\":\"\xc3\xa4\xf0\x9f\x98\x80\",";
            const QByteArray head = whole;
            appendJson(whole, content);
            whole.append("\xe2\x82\xac}");
            PiecewiseText text(head, content, "\xe2\x82\xac}");
            QByteArray joined;
            for (bool isEnd = false; !isEnd;) {
                const qsizetype room = most > 0 ? most : PiecewiseText::MinPiece + qsizetype(random() % 200);
                QByteArray piece;
                isEnd = text.appendTo(piece, room);
                QVERIFY(piece.size() <= room);
                QVERIFY(!piece.isEmpty());
                QVERIFY(isWhole(piece));
                joined.append(piece);
                QVERIFY(joined.size() <= whole.size());
            }
            QCOMPARE(joined, whole);
        }
    }
    void writesEmptyContents()
    {
        for (const Form form : {Form::Text, Form::Binary}) {
            PiecewiseText text("[", {QByteArrayView(""), form}, "]");
            QByteArray json;
            QVERIFY(text.appendTo(json, 100));
            QCOMPARE(json, R"([""])");
        }
        PiecewiseText raw("head");
        QByteArray json;
        QVERIFY(raw.appendTo(json, 100));
        QCOMPARE(json, "head");
    }
    void fillsAPiece()
    {
        // The worst case of a conversion: 64 KiB become 384 KiB, in as few pieces as they fit into.
        const QByteArray controls(64 * 1024, '\x01');
        PiecewiseText text("", {controls, Form::Text});
        int pieces = 1;
        for (QByteArray piece; !text.appendTo(piece, 32 * 1024); piece.clear())
            ++pieces;
        QCOMPARE(pieces, 13);
    }
};

QTEST_APPLESS_MAIN(TestPiecewiseText)
#include "tst_piecewisetext.moc"
