// Connections that have ended stay in the table for a moment and say why.

#include "tests/ui/fakeconsole.h"
#include "ui/connections/celldelegate.h"
#include "ui/connections/connectionsmodel.h"
#include "ui/connections/connectionsproxymodel.h"
#include "ui/connections/connectionsview.h"
#include "ui/theme/accent.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;
using namespace std::chrono_literals;

namespace {

const ConnectionEnd NoPongEnd{Cause::NoPong, 4409, {}, Initiator::Server, false};

struct Table
{
    Table()
    {
        model.setKeepsEnded(true);
        ConnectionDelta delta;
        delta.added = sampleConnections(20, 1, now);
        model.apply(delta);
    }
    void end(const std::vector<quint64> &ids, const ConnectionEnd &end = NoPongEnd)
    {
        ConnectionDelta delta;
        for (const quint64 id : ids)
            delta.removed.push_back({ConnectionId(id), end});
        model.apply(delta);
    }
    QString text(quint64 id, ConnectionColumn column) const
    {
        return model.index(model.rowOf(ConnectionId(id)), int(column)).data().toString();
    }
    QString reason(quint64 id) const
    {
        return model.index(model.rowOf(ConnectionId(id)), 0).data(ConnectionsModel::EndReasonRole).toString();
    }
    bool has(quint64 id) const { return model.find(ConnectionId(id)); }

    WallTime now{Milliseconds(1'760'000'000'000)};
    ConnectionsModel model{nullptr, [this] { return now; }};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

} // namespace

class TestEndedRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void stayForAMomentAndSayWhy()
    {
        Table t;
        QSignalSpy removed(&t.model, &QAbstractItemModel::rowsRemoved);
        const QString user = t.text(3, ConnectionColumn::User);
        t.end({3});
        QVERIFY(t.has(3));
        QCOMPARE(t.model.rowCount(), 20);
        QCOMPARE(t.model.openCount(), 19);
        QCOMPARE(t.model.ended(), std::vector{ConnectionId(3)});
        QCOMPARE(t.text(3, ConnectionColumn::State), u"Ended"_s);
        QCOMPARE(t.text(3, ConnectionColumn::User), user);
        QCOMPARE(t.text(3, ConnectionColumn::Latency), QString());
        QCOMPARE(t.reason(3), u"No pong (4409)"_s);
        QCOMPARE(t.reason(4), QString());
        QVERIFY(t.model.index(2, 0).data(CellDelegate::FadedRole).toBool());
        QVERIFY(!t.model.index(3, 0).data(CellDelegate::FadedRole).toBool());
        QVERIFY(t.model.index(2, 0).data(Qt::AccessibleTextRole).toString().contains("No pong"_L1));
        QVERIFY(t.model.find(ConnectionId(3))->state() ==
                ConnectionState::Closing); // nothing can be done to it

        t.now += ConnectionsModel::EndedFor - 1ms;
        ConnectionDelta delta;
        t.model.apply(delta);
        QVERIFY(t.has(3));
        QCOMPARE(removed.count(), 0);
        t.now += 1ms;
        QTRY_VERIFY(!t.has(3));
        QCOMPARE(removed.count(), 1);
        QCOMPARE(t.model.rowCount(), 19);
        QCOMPARE(t.model.openCount(), 19);
        QVERIFY(t.model.ended().empty());
    }
    void theReasonMayComeLaterOrEarlier()
    {
        Table t;
        t.model.explainEnd(ConnectionId(4), u"Kicked by the window"_s); // its end follows
        QCOMPARE(t.reason(4), QString());
        t.end({4, 5});
        QCOMPARE(t.reason(4), u"Kicked by the window"_s);
        QSignalSpy changed(&t.model, &QAbstractItemModel::dataChanged);
        t.model.explainEnd(ConnectionId(5), u"No pong for 35 s"_s);
        QCOMPARE(t.reason(5), u"No pong for 35 s"_s);
        QCOMPARE(changed.count(), 1);
        t.model.explainEnd(ConnectionId(99), u"unknown here"_s);
        QCOMPARE(changed.count(), 1);
    }
    void laterReportsDoNotReviveThem()
    {
        Table t;
        t.end({6});
        Activity activity;
        activity.traffic.messagesIn = 777;
        ConnectionDelta delta;
        delta.changed.push_back({ConnectionId(6), activity});
        t.model.apply(delta);
        QVERIFY(t.model.find(ConnectionId(6))->activity.traffic.messagesIn != 777);
        t.end({6}); // twice
        QCOMPARE(t.model.openCount(), 19);
    }
    void manyAtATimeGoAtOnce()
    {
        Table t;
        ConnectionDelta delta;
        delta.added = sampleConnections(int(ConnectionsModel::MaxEnded) + 50, 100, t.now);
        t.model.apply(delta);
        std::vector<quint64> many;
        for (quint64 id = 100; id <= 100 + ConnectionsModel::MaxEnded; ++id)
            many.push_back(id);
        t.end(many);
        QVERIFY(t.model.ended().empty());
        QCOMPARE(t.model.rowCount(), 20 + 49);
        many.assign({1, 2, 3});
        t.end(many);
        QCOMPARE(t.model.ended().size(), std::size_t(3));
        QCOMPARE(t.model.openCount(), 20 + 49 - 3);
    }
    void aResetRemovesThem()
    {
        Table t;
        t.end({6});
        t.model.reset();
        QCOMPARE(t.model.openCount(), 0);
        QVERIFY(t.model.ended().empty());
    }
    void withoutKeepingTheyGoAtOnce()
    {
        Table t;
        t.model.setKeepsEnded(false);
        t.end({6});
        QVERIFY(!t.has(6));
    }
    void aClockThatIsSetBackDoesNotKeepThem()
    {
        Table t;
        t.end({6});
        t.now -= 1h;
        QTRY_VERIFY(!t.has(6));
    }
    void fadedTextsCanBeRead_data()
    {
        QTest::addColumn<QColor>("text");
        QTest::addColumn<QColor>("base");
        QTest::newRow("light") << QColor(u"#1c2024"_s) << QColor(Qt::white);
        QTest::newRow("black on white") << QColor(Qt::black) << QColor(Qt::white);
        QTest::newRow("dark") << QColor(u"#e6e9ec"_s) << QColor(u"#16191c"_s);
    }
    void fadedTextsCanBeRead()
    {
        QFETCH(const QColor, text);
        QFETCH(const QColor, base);
        QPalette palette;
        palette.setColor(QPalette::Text, text);
        palette.setColor(QPalette::Base, base);
        const QColor faded = CellDelegate::fadedColor(palette, QPalette::Active);
        QVERIFY2(contrastRatio(faded, base) >= 4.5, qPrintable(QString::number(contrastRatio(faded, base))));
        QVERIFY(contrastRatio(faded, base) < contrastRatio(text, base));
    }
    // The reason is painted over the columns that are empty then, wherever they are.
    void theReasonIsPainted_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("movesColumns");
        QTest::newRow("wide") << 1400 << false;
        QTest::newRow("narrow") << 620 << false;
        QTest::newRow("with moved columns") << 1400 << true;
    }
    void theReasonIsPainted()
    {
        QFETCH(const int, width);
        QFETCH(const bool, movesColumns);
        Table t;
        ConnectionsProxyModel proxy(t.model);
        ConnectionsView view(proxy);
        view.resize(width, 500);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        if (movesColumns)
            view.horizontalHeader()->moveSection(
                view.horizontalHeader()->visualIndex(int(ConnectionColumn::Room)), 8);
        const auto isAlert = [&view](const QColor &pixel) {
            const QColor alert = accentColor(Accent::Bad, view.palette().color(QPalette::Base));
            return pixel.red() > pixel.green() + 60 && pixel.red() > pixel.blue() + 60 && alert.isValid();
        };
        const auto alertPixels = [&] {
            int count = 0;
            const QImage image = view.viewport()->grab().toImage();
            const int top = view.rowViewportPosition(proxy.rowOf(ConnectionId(7)));
            for (int y = top; y < top + view.rowHeight(0) && y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    count += isAlert(image.pixelColor(x, y)) ? 1 : 0;
            }
            return count;
        };
        view.setCurrentIndex(QModelIndex());
        view.clearSelection();
        const int before = alertPixels(); // the latency may be red
        t.end({7});
        QVERIFY2(alertPixels() > before + 40, qPrintable(QString::number(alertPixels())));
    }
};

QTEST_MAIN(TestEndedRows)
#include "tst_endedrows.moc"
