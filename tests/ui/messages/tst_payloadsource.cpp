#include "ui/messages/payloadsource.h"

#include "ui/theme/peertext.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Layout = PayloadSource::Layout;

class tst_PayloadSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thePiecesAreTheText_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isIndented");
        QTest::addColumn<QString>("expected");
        const auto same = [](const char *name, const QString &text) {
            QTest::newRow(name) << text << false << visibleText(text, PeerTextKind::Block);
        };
        same("empty", {});
        same("short", u"hello\nyou"_s);
        same("one long line", QString(100'000, u'x'));
        same("pairs everywhere", u"\U0001F600"_s.repeated(50'000));
        same("controls", u"a\u202Eb"_s.repeated(20'000));
        same("half pairs", QString(50'000, QChar(0xD800)));
        same("marks without end", u'a' + QString(50'000, QChar(0x301)));
        QTest::newRow("JSON") << u"[1,{\"a\":\"\u2066\"}]"_s << true
                              << u"[\n  1,\n  {\n    \"a\": \"‹U+2066›\"\n  }\n]"_s;
        QTest::newRow("a long string in JSON") << u"[\""_s + QString(100'000, u'y') + u"\"]"_s << true
                                               << u"[\n  \""_s + QString(100'000, u'y') + u"\"\n]"_s;
        QTest::newRow("deep JSON") << QString(3, u'[') + QString(3, u']') << true
                                   << u"[\n  [\n    []\n  ]\n]"_s;
    }
    void thePiecesAreTheText()
    {
        QFETCH(QString, text);
        QFETCH(bool, isIndented);
        PayloadSource source(text, isIndented ? Layout::IndentedJson : Layout::AsSent, u"(end)"_s);
        QString joined;
        for (QString piece = source.next(); !piece.isEmpty(); piece = source.next()) {
            QVERIFY(piece.size() <=
                    PayloadSource::MaxPiece * 8); // a code point has at most eight characters for one
            joined += piece;
        }
        QFETCH(QString, expected);
        QCOMPARE(joined, expected + u"(end)"_s);
    }

    void aMarkIsJudgedByWhatIsBesideIt()
    {
        // An emoji of several characters lies where the text is cut.
        const QString family = u"\U0001F468\u200D\U0001F469\u200D\U0001F467"_s;
        PayloadSource source(QString(PayloadSource::MaxPiece - 3, u'x') + family + u"end"_s, Layout::AsSent);
        QString joined;
        for (QString piece = source.next(); !piece.isEmpty(); piece = source.next())
            joined += piece;
        QVERIFY(joined.endsWith(family + u"end"_s));
    }
};

QTEST_GUILESS_MAIN(tst_PayloadSource)
#include "tst_payloadsource.moc"
