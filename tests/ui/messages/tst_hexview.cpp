#include "ui/messages/hexview.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QScrollBar>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

QByteArray counted(int size)
{
    QByteArray bytes;
    for (int i = 0; i < size; ++i)
        bytes.append(char(i % 256));
    return bytes;
}

} // namespace

class tst_HexView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_view = std::make_unique<HexView>();
        m_view->resize(900, 400);
        m_view->setBytes(counted(4096));
        m_view->show();
        QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
        m_view->setFocus();
    }

    void movesByKeyboard_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<Qt::Key>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QByteArray>("selected"); // with Shift
        QTest::newRow("right") << 10 << Qt::Key_Right << 0 << QByteArray("\x0A\x0B");
        QTest::newRow("left") << 10 << Qt::Key_Left << 0 << QByteArray("\x09\x0A");
        QTest::newRow("left at the beginning") << 0 << Qt::Key_Left << 0 << QByteArray("\x00", 1);
        QTest::newRow("right at the end") << 4095 << Qt::Key_Right << 0 << QByteArray("\xFF");
        QTest::newRow("home") << 18 << Qt::Key_Home << 0 << QByteArray("\x10\x11\x12");
        QTest::newRow("end") << 29 << Qt::Key_End << 0 << QByteArray("\x1D\x1E\x1F");
        QTest::newRow("up") << 16 << Qt::Key_Up << 0 << counted(17);
        QTest::newRow("up in the first line") << 3 << Qt::Key_Up << 0 << QByteArray("\x03");
        QTest::newRow("down") << 0 << Qt::Key_Down << 0 << counted(17);
        QTest::newRow("down in the last line") << 4095 << Qt::Key_Down << 0 << QByteArray("\xFF");
        QTest::newRow("to the beginning") << 2 << Qt::Key_Home << int(Qt::ControlModifier) << counted(3);
        QTest::newRow("to the end") << 4094 << Qt::Key_End << int(Qt::ControlModifier)
                                    << QByteArray("\xFE\xFF");
    }
    void movesByKeyboard()
    {
        QFETCH(int, from);
        QFETCH(Qt::Key, key);
        QFETCH(int, modifiers);
        QCOMPARE(m_view->bytesPerLine(), 16);
        m_view->verticalScrollBar()->setValue(from / 16);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(from).center());
        QTest::keyClick(m_view.get(), key, Qt::KeyboardModifiers(modifiers) | Qt::ShiftModifier);
        QTEST(m_view->selectedBytes(), "selected");
        QTest::keyClick(m_view.get(), key,
                        Qt::KeyboardModifiers(modifiers)); // without Shift nothing is selected
        QCOMPARE(m_view->selectedBytes(), m_view->bytes());
    }

    void keepsTheCurrentByteInSight()
    {
        QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_view->verticalScrollBar()->value(), m_view->verticalScrollBar()->maximum());
        QVERIFY(m_view->viewport()->rect().contains(m_view->rectOf(4095)));
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(m_view->verticalScrollBar()->value(), 0);
    }

    void selectsWithTheMouse()
    {
        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(5).center());
        QMouseEvent move(QEvent::MouseMove, m_view->rectOf(18).center(),
                         m_view->viewport()->mapToGlobal(m_view->rectOf(18).center()), Qt::NoButton,
                         Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view->viewport(), &move);
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(18).center());
        QCOMPARE(m_view->selectedBytes(), counted(256).sliced(5, 14));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->rectOf(40).center());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, m_view->rectOf(33).center());
        QCOMPARE(m_view->selectedBytes(), counted(256).sliced(33, 8));
    }

    void copies_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<QString>("copied");
        QTest::newRow("hex") << u"copyHexAction"_s << u"47 72 c3 bc c3 9f 65 00"_s;
        QTest::newRow("text") << u"copyTextAction"_s << u"Grüße"_s + QChar(0);
        QTest::newRow("array") << u"copyArrayAction"_s
                               << u"const unsigned char payload[8] = {\n"
                                  "    0x47, 0x72, 0xc3, 0xbc, 0xc3, 0x9f, 0x65, 0x00,\n};\n"_s;
    }
    void copies()
    {
        QFETCH(QString, action);
        m_view->setBytes("..Gr\xC3\xBC\xC3\x9F"
                         "e" +
                         QByteArray(1, '\0') + "..");
        m_view->select(2, 9);
        m_view->findChild<QAction *>(action)->trigger();
        QTEST(QGuiApplication::clipboard()->text(), "copied");
    }

    void copiesWithTheKeyboard()
    {
        m_view->setBytes("abc");
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"61 62 63"_s); // all: nothing is selected
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), u"61 62"_s);
        QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(m_view->selectedBytes(), QByteArray("abc"));
    }

    void finds_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<int>("count");
        QTest::addColumn<QByteArray>("first");
        QTest::newRow("text in any case") << u"KEY"_s << 2 << QByteArray("key");
        QTest::newRow("bytes") << u"01 02"_s << 1 << QByteArray("\x01\x02");
        QTest::newRow("bytes in any case") << u"c3BC"_s << 1 << QByteArray("\xC3\xBC");
        QTest::newRow("UTF-8") << u"ü"_s << 1 << QByteArray("\xC3\xBC");
        QTest::newRow("text and bytes") << u"6b65"_s << 3 << QByteArray("ke");
        QTest::newRow("nothing") << u"99 98"_s << 0 << QByteArray();
    }
    void finds()
    {
        QFETCH(QString, wanted);
        QFETCH(QByteArray, first);
        m_view->setBytes("key\x01\x02Key\xC3\xBC"
                         "6B65 ke");
        QTEST(m_view->search(wanted), "count");
        if (first.isEmpty())
            return;
        QCOMPARE(m_view->firstMatch(), 0);
        m_view->showMatch(0);
        QCOMPARE(m_view->selectedBytes(), first);
        m_view->viewport()->grab();
    }

    void showsFarMatches()
    {
        m_view->setBytes(QByteArray(1024 * 1024, 'x') + "needle");
        QCOMPARE(m_view->search(u"needle"_s), 1);
        m_view->showMatch(0);
        QVERIFY(m_view->viewport()->rect().contains(m_view->rectOf(1024 * 1024)));
        QCOMPARE(m_view->search(u"x"_s), PayloadSearch::MaxMatches);
        QCOMPARE(m_view->search({}), 0);
    }

    void usesEightBytesInANarrowView()
    {
        m_view->resize(360, 300);
        QCOMPARE(m_view->bytesPerLine(), 8);
        m_view->resize(900, 300);
        QCOMPARE(m_view->bytesPerLine(), 16);
    }

    void nothingToSelect()
    {
        m_view->setBytes({});
        for (const Qt::Key key : {Qt::Key_Right, Qt::Key_Left, Qt::Key_Down, Qt::Key_End, Qt::Key_PageDown})
            QTest::keyClick(m_view.get(), key, Qt::ShiftModifier);
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, {50, 50});
        QCOMPARE(m_view->selectedBytes(), QByteArray());
        QVERIFY(!m_view->findChild<QAction *>(u"copyHexAction"_s)->isEnabled());
    }

    void paintsOnlyWhatIsInSight()
    {
        m_view->setBytes(counted(1024 * 1024));
        QCOMPARE(m_view->verticalScrollBar()->maximum() + m_view->verticalScrollBar()->pageStep(), 65'536);
        const QImage top = m_view->viewport()->grab().toImage();
        m_view->verticalScrollBar()->setValue(30'000);
        QVERIFY(m_view->viewport()->grab().toImage() != top);
    }

private:
    std::unique_ptr<HexView> m_view;
};

QTEST_MAIN(tst_HexView)
#include "tst_hexview.moc"
