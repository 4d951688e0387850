#include "ui/bans/banpreview.h"

#include "tests/ui/bans/bansamples.h"

#include <QLabel>
#include <QTableView>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    ConnectionsModel connections;
    BanPreview preview{connections};

    QString headline() const { return preview.findChild<QLabel *>(u"previewHeadline"_s)->text(); }
    const QAbstractItemModel &rows() const
    {
        return *preview.findChild<QTableView *>(u"previewTable"_s)->model();
    }
};

bool isAnn(const ConnectionInfo &info)
{
    return info.user == u"ann";
}

} // namespace

class tst_BanPreview : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void countsAndListsThem()
    {
        Fixture f;
        addPeers(f.connections, {{u"ann"_s, u"10.0.0.1"_s, u"https://a.example"_s},
                                 {u"bob"_s, u"10.0.0.2"_s},
                                 {u"ann"_s, u"10.0.0.3"_s}});
        f.preview.setMatcher(isAnn);
        QCOMPARE(f.preview.count(), 2);
        QVERIFY2(f.headline().startsWith(u"2 of 3 connection"_s), qPrintable(f.headline()));
        QCOMPARE(f.rows().rowCount(), 2);
        QCOMPARE(f.rows().index(0, BanPreviewModel::Address).data().toString(), u"10.0.0.1:40000"_s);
        QCOMPARE(f.rows().index(0, BanPreviewModel::Origin).data().toString(), u"https://a.example"_s);
        QCOMPARE(f.rows().index(1, BanPreviewModel::Id).data().toString(), u"3"_s);
    }
    void nobodyWithoutABan()
    {
        Fixture f;
        addPeers(f.connections, {{u"ann"_s, u"10.0.0.1"_s}});
        f.preview.setMatcher(isAnn);
        f.preview.setMatcher({});
        QCOMPARE(f.preview.count(), 0);
        QCOMPARE(f.rows().rowCount(), 0);
    }
    void followsTheConnections()
    {
        Fixture f;
        f.preview.setMatcher(isAnn);
        QCOMPARE(f.preview.count(), 0);
        addPeers(f.connections, {{u"ann"_s, u"10.0.0.1"_s}, {u"ann"_s, u"10.0.0.2"_s}});
        QTRY_COMPARE(f.preview.count(), 2);
        ConnectionDelta delta;
        delta.removed.push_back({ConnectionId(1), {}});
        f.connections.apply(delta);
        QTRY_COMPARE(f.preview.count(), 1);
        f.connections.reset();
        QTRY_COMPARE(f.preview.count(), 0);
    }
    void leavesOutThoseThatHaveEnded()
    {
        Fixture f;
        f.connections.setKeepsEnded(true);
        addPeers(f.connections, {{u"ann"_s, u"10.0.0.1"_s}, {u"ann"_s, u"10.0.0.2"_s}});
        ConnectionDelta delta;
        delta.removed.push_back({ConnectionId(1), {}});
        f.connections.apply(delta);
        QCOMPARE(f.connections.rowCount(), 2);
        f.preview.setMatcher(isAnn);
        QCOMPARE(f.preview.count(), 1);
    }
    void listsOnlyTheFirstOnes()
    {
        Fixture f;
        addPeers(f.connections, std::vector<BanPeer>(5000, {u"ann"_s, u"10.0.0.1"_s}));
        f.preview.setMatcher(isAnn);
        QCOMPARE(f.preview.count(), 5000);
        QCOMPARE(f.rows().rowCount(), int(BanPreview::MaxRows));
        QVERIFY2(f.headline().contains(u"5,000 of 5,000"_s) && f.headline().contains(u"first 100"_s),
                 qPrintable(f.headline()));
    }
    void showsNamesVisibly()
    {
        Fixture f;
        addPeers(f.connections, {{u"a\u202eb"_s, u"10.0.0.1"_s, u"https://\u200b"_s}});
        f.preview.setMatcher([](const ConnectionInfo &) { return true; });
        QCOMPARE(f.rows().index(0, BanPreviewModel::User).data().toString(), u"a‹U+202E›b"_s);
        QCOMPARE(f.rows().index(0, BanPreviewModel::Origin).data().toString(), u"https://‹U+200B›"_s);
    }
};

QTEST_MAIN(tst_BanPreview)
#include "tst_banpreview.moc"
