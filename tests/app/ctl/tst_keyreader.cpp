#include "app/ctl/keyreader.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_KeyReader final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads_data();
    void reads();
};

namespace {

QString textOf(const std::vector<Key> &keys)
{
    QStringList names;
    for (const Key &key : keys) {
        switch (key.kind) {
        case Key::Kind::Left:
            names += u"left"_s;
            break;
        case Key::Kind::Right:
            names += u"right"_s;
            break;
        case Key::Kind::Up:
            names += u"up"_s;
            break;
        case Key::Kind::Down:
            names += u"down"_s;
            break;
        case Key::Kind::Character:
            names += key.character == ' ' ? u"space"_s : QString(QLatin1Char(key.character));
        }
    }
    return names.join(u' ');
}

} // namespace

void tst_KeyReader::reads_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("keys");
    QTest::newRow("letters") << QByteArray("qr ") << u"q r space"_s;
    QTest::newRow("arrows") << QByteArray("\x1b[A\x1b[B\x1b[C\x1b[D") << u"up down right left"_s;
    QTest::newRow("arrows of the application mode") << QByteArray("\x1bOC\x1bOD") << u"right left"_s;
    QTest::newRow("Ctrl and an arrow") << QByteArray("\x1b[1;5C") << u"right"_s;
    QTest::newRow("other keys") << QByteArray("\x1b[3~\x1b[15~q") << u"q"_s;
    QTest::newRow("Alt and a letter") << QByteArray("\x1bxq") << u"q"_s;
    QTest::newRow("Escape twice, then an arrow") << QByteArray("\x1b\x1b[C") << u"right"_s;
    QTest::newRow("no ASCII") << QByteArray("\xc3\xa4q") << u"q"_s;
    QTest::newRow("endless sequence")
        << QByteArray("\x1b[") + QByteArray(100, '1') << QStringList(69, u"1"_s).join(u' ');
}

void tst_KeyReader::reads()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, keys);
    KeyReader whole;
    QCOMPARE(textOf(whole.feed(bytes)), keys);
    KeyReader pieces;
    std::vector<Key> read;
    for (const char byte : bytes) {
        for (const Key &key : pieces.feed({&byte, 1}))
            read.push_back(key);
    }
    QCOMPARE(textOf(read), keys);
}

QTEST_GUILESS_MAIN(tst_KeyReader)
#include "tst_keyreader.moc"
