#include "ui/theme/peertext.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QListView>
#include <QStandardItemModel>
#include <QTest>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_PeerText final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void isolatesNamesInSentences();
    void cutsBetweenCharacters_data();
    void cutsBetweenCharacters();
    void toolTipsShowExactlyTheText_data();
    void toolTipsShowExactlyTheText();
    void copiesTheTextItself();
};

void tst_PeerText::isolatesNamesInSentences()
{
    QCOMPARE(nameInText(u"alice"_s), u"alice"_s);
    QCOMPARE(nameInText(u"אליס"_s), u"\u2068אליס\u2069"_s);
    QCOMPARE(nameInText(u"a\u0660"_s), u"\u2068a\u0660\u2069"_s);
    QCOMPARE(nameInText(u"\u2069א\u202e"_s), u"\u2068‹U+2069›א‹U+202E›\u2069"_s);
    QCOMPARE(nameInText(QString(200, u'a')), QString(MaxNameCharacters, u'a') + u'…');
    QCOMPARE(nameInText(QString(200, u'א')), u'\u2068' + QString(MaxNameCharacters, u'א') + u"…\u2069"_s);
    QCOMPARE(userInText(u"א"_s), nameInText(u"א"_s));
    QCOMPARE(userInText(QString()), u"not authenticated"_s);
    QCOMPARE(cellText(QString(5000, u'a')), QString(MaxCellCharacters, u'a') + u'…');
}

void tst_PeerText::cutsBetweenCharacters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("shorter") << u"abc"_s << u"abc"_s;
    QTest::newRow("as long") << u"abcd"_s << u"abcd"_s;
    QTest::newRow("longer") << u"abcde"_s << u"abcd…"_s;
    QTest::newRow("surrogates") << u"abc😀"_s << u"abc…"_s;
    QTest::newRow("mark") << u"abcd\u0301"_s << u"abc…"_s;
    QTest::newRow("joined emoji") << u"a👩\u200d🚀"_s << u"a…"_s;
    QTest::newRow("nothing but marks") << u"a\u0301\u0301\u0301\u0301\u0301"_s << u"a\u0301\u0301\u0301…"_s;
    QTest::newRow("longer than what is looked at") << QString(1000, u'x') << u"xxxx…"_s;
}

void tst_PeerText::cutsBetweenCharacters()
{
    QFETCH(const QString, text);
    QTEST(elided(text, 4), "expected");
}

void tst_PeerText::toolTipsShowExactlyTheText_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"alice"_s;
    QTest::newRow("quotes") << u"{\"a\": \"b's\"} & more"_s;
    QTest::newRow("a tag") << u"<b>bold</b>  &amp; \"two\" spaces"_s;
    QTest::newRow("a picture") << u"<img src=\"file:///etc/passwd\">"_s;
    QTest::newRow("a document") << u"<?xml version='1.0'?><html>"_s;
    QTest::newRow("an entity") << u"&quot;"_s;
    QTest::newRow("long") << u"\"word\" "_s.repeated(50) + u"."_s;
}

void tst_PeerText::toolTipsShowExactlyTheText()
{
    QFETCH(const QString, text);
    const QString toolTip = plainToolTip(text);
    QTextDocument shown; // as QToolTip decides
    if (Qt::mightBeRichText(toolTip))
        shown.setHtml(toolTip);
    else
        shown.setPlainText(toolTip);
    QCOMPARE(shown.toPlainText(), text);
    QVERIFY(text.size() < 200 || Qt::mightBeRichText(toolTip)); // only that is wrapped
}

void tst_PeerText::copiesTheTextItself()
{
    QStandardItemModel model(1, 1);
    auto *item = new QStandardItem;
    item->setData(u"a\u200bb"_s, Qt::EditRole);
    model.setItem(0, 0, item);
    QListView view;
    view.setModel(&model);
    QGuiApplication::clipboard()->setText(u"before"_s);

    QKeyEvent copy(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(copyCell(view, &copy)); // no current cell
    QCOMPARE(QGuiApplication::clipboard()->text(), u"before"_s);
    view.setCurrentIndex(model.index(0, 0));
    QVERIFY(copyCell(view, &copy));
    QCOMPARE(QGuiApplication::clipboard()->text(), u"a\u200bb"_s);
    QKeyEvent other(QEvent::KeyPress, Qt::Key_C, Qt::NoModifier);
    QVERIFY(!copyCell(view, &other));
}

QTEST_MAIN(tst_PeerText)
#include "tst_peertext.moc"
