#include "app/ctl/topview.h"

#include "app/ctl/displaywidth.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_TopView final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fillsTheScreen_data();
    void fillsTheScreen();
    void showsConnections();
    void showsWhatIsGoingOn();
    void showsMoreColumnsOnAWiderScreen();
    void neverCutsIds();
    void lettersChooseFields();
    void countsMessagesPerSecond();
};

namespace {

TopState stateOf(int connections)
{
    TopState state;
    state.sortField = u"queued"_s;
    state.server = {{"version"_L1, u"1.2.3"_s},
                    {"state"_L1, u"running"_s},
                    {"uptime_ms"_L1, 3'660'000},
                    {"connections"_L1, 2},
                    {"rooms"_L1, 3},
                    {"users"_L1, 2},
                    {"queued_bytes"_L1, 4096}};
    QJsonArray rows;
    for (int i = 1; i <= connections; ++i)
        rows.append(
            QJsonObject{{"id"_L1, QString::number(i)},
                        {"user"_L1, i % 2 ? u"田中"_s : u"a very long name, longer than the column"_s},
                        {"address"_L1, u"192.0.2.1"_s},
                        {"latency_ms"_L1, 1.5}});
    state.setConnections({{"connections"_L1, rows}, {"matched"_L1, connections}}, 0);
    return state;
}

} // namespace

void tst_TopView::fillsTheScreen_data()
{
    QTest::addColumn<QSize>("size");
    for (const QSize size :
         {QSize(80, 24), QSize(200, 50), QSize(40, 10), QSize(20, 5), QSize(10, 4), QSize(5, 3), QSize(1, 1)})
        QTest::addRow("%d x %d", size.width(), size.height()) << size;
}

void tst_TopView::fillsTheScreen()
{
    QFETCH(const QSize, size);
    for (const bool showsHelp : {false, true}) {
        TopState state = stateOf(100);
        state.showsHelp = showsHelp;
        const std::vector<ScreenLine> lines = topLines(state, size);
        QCOMPARE(int(lines.size()), size.height());
        for (const ScreenLine &line : lines)
            QVERIFY2(displayWidth(line.text) <= size.width(), qPrintable(line.text));
    }
}

void tst_TopView::showsConnections()
{
    TopState state = stateOf(2);
    const std::vector<ScreenLine> lines = topLines(state, {80, 24});
    QCOMPARE(lines[0].text, u"running for 1h1min  connections 2  rooms 3  users 2  queued 4KiB"_s);
    QCOMPARE(lines[1].text, u"2 of 2"_s);
    QVERIFY(lines[2].isHighlighted);
    QCOMPARE(displayWidth(lines[2].text), 80);
    QVERIFY2(lines[2].text.contains(u"QUEUED▼"_s), qPrintable(lines[2].text));
    QVERIFY2(lines[3].text.startsWith(u"      1 田中"_s), qPrintable(lines[3].text));
    QVERIFY(lines[3].text.contains("1.5ms"_L1));
    QVERIFY(lines[5].text.isEmpty());
    QVERIFY(lines[23].text.startsWith("q quit"_L1));
    // Columns have the same width in each line, wide characters or not.
    QCOMPARE(displayWidth(lines[3].text), displayWidth(lines[4].text));
}

void tst_TopView::showsWhatIsGoingOn()
{
    TopState state = stateOf(2);
    state.filter = u"user:\x1b"_s;
    state.isPaused = true;
    state.error = u"http://127.0.0.1:8081: Connection refused"_s;
    const std::vector<ScreenLine> lines = topLines(state, {120, 24});
    QCOMPARE(lines[1].text,
             u"http://127.0.0.1:8081: Connection refused  paused  2 of 2 with user:‹U+001B›"_s);
    QVERIFY(lines[23].text.contains("go on"_L1));
}

void tst_TopView::showsMoreColumnsOnAWiderScreen()
{
    QVERIFY(topSortFields(10).contains(u"id"_s));
    QVERIFY(!topSortFields(80).contains(u"bytes_out"_s));
    QVERIFY(topSortFields(200).contains(u"bytes_out"_s));
    for (const QString &field : {u"id"_s, u"user"_s, u"latency"_s, u"queued"_s, u"in"_s, u"out"_s, u"idle"_s})
        QVERIFY2(topSortFields(80).contains(field), qPrintable(field));
}

void tst_TopView::neverCutsIds()
{
    TopState state;
    state.setConnections({{"connections"_L1, QJsonArray{QJsonObject{{"id"_L1, u"12345678901"_s}},
                                                        QJsonObject{{"id"_L1, u"7"_s}}}}},
                         0);
    const std::vector<ScreenLine> lines = topLines(state, {80, 24});
    QVERIFY2(lines[3].text.startsWith("12345678901 "_L1), qPrintable(lines[3].text));
    QVERIFY2(lines[4].text.startsWith("          7 "_L1), qPrintable(lines[4].text));
}

void tst_TopView::lettersChooseFields()
{
    QCOMPARE(topFieldOf('l'), u"latency"_s);
    QCOMPARE(topFieldOf('u'), u"user"_s);
    QCOMPARE(topFieldOf('z'), QString());
    QCOMPARE(topFieldOf('\0'), QString());
    for (const char taken : {'q', 'r', 'h', ' ', '?'})
        QCOMPARE(topFieldOf(taken), QString());
}

void tst_TopView::countsMessagesPerSecond()
{
    TopState state;
    const auto answer = [](qint64 in) {
        return QJsonObject{
            {"matched"_L1, 1},
            {"connections"_L1, QJsonArray{QJsonObject{{"id"_L1, u"1"_s},
                                                      {"in"_L1, QJsonObject{{"messages"_L1, in}}},
                                                      {"out"_L1, QJsonObject{{"messages"_L1, 2 * in}}}}}}};
    };
    state.setConnections(answer(10), 0);
    QVERIFY(state.traffic.value(u"1"_s).inPerSecond < 0);
    state.setConnections(answer(30), 2);
    QCOMPARE(state.traffic.value(u"1"_s).inPerSecond, 10.0);
    QCOMPARE(state.traffic.value(u"1"_s).outPerSecond, 20.0);
    state.setConnections({}, 1);
    QVERIFY(state.traffic.isEmpty());
}

QTEST_GUILESS_MAIN(tst_TopView)
#include "tst_topview.moc"
