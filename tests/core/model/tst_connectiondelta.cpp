#include "core/model/connectiondelta.h"

#include <QTest>

using namespace signalbox;

namespace {

Activity activity(quint64 messagesIn)
{
    Activity activity;
    activity.traffic.messagesIn = messagesIn;
    return activity;
}

ConnectionSnapshot added(quint64 id, quint64 messagesIn = 0)
{
    ConnectionSnapshot snapshot;
    snapshot.info.id = ConnectionId(id);
    snapshot.activity = activity(messagesIn);
    return snapshot;
}

ConnectionChange changed(quint64 id, quint64 messagesIn)
{
    return {ConnectionId(id), activity(messagesIn)};
}

ConnectionRemoval removed(quint64 id)
{
    return {ConnectionId(id), {}};
}

IdentityChange identity(quint64 id, const QString &user)
{
    return {ConnectionId(id), user};
}

ConnectionSnapshot addedAs(quint64 id, const QString &user)
{
    ConnectionSnapshot snapshot = added(id);
    snapshot.info.user = user;
    return snapshot;
}

//! `+1:5 ~2:7 -3 4=ann`: added, changed and removed ids with their messages in, and new users.
QString textOf(const ConnectionDelta &delta)
{
    QStringList parts;
    for (const ConnectionSnapshot &one : delta.added)
        parts += QStringLiteral("+%1:%2").arg(one.info.id.value()).arg(one.activity.traffic.messagesIn) +
                 one.info.user;
    for (const ConnectionChange &one : delta.changed)
        parts += QStringLiteral("~%1:%2").arg(one.id.value()).arg(one.activity.traffic.messagesIn);
    for (const ConnectionRemoval &one : delta.removed)
        parts += QStringLiteral("-%1").arg(one.id.value());
    for (const IdentityChange &one : delta.identities)
        parts += QStringLiteral("%1=%2").arg(one.id.value()).arg(one.user);
    return parts.join(u' ');
}

} // namespace

class TestConnectionDelta : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void appendKeepsIdsAscending()
    {
        ConnectionDelta delta{{added(1), added(4)}, {changed(7, 1)}, {removed(2)}};
        delta.append({{added(3), added(6)}, {changed(8, 2)}, {removed(5)}});
        QCOMPARE(textOf(delta), QStringLiteral("+1:0 +3:0 +4:0 +6:0 ~7:1 ~8:2 -2 -5"));
    }
    void merges_data()
    {
        QTest::addColumn<ConnectionDelta>("earlier");
        QTest::addColumn<ConnectionDelta>("later");
        QTest::addColumn<QString>("merged");
        using D = ConnectionDelta;
        QTest::newRow("nothing") << D{} << D{} << QString();
        QTest::newRow("into nothing")
            << D{} << D{{added(1)}, {changed(2, 3)}, {removed(4)}} << "+1:0 ~2:3 -4";
        QTest::newRow("of nothing") << D{{added(1)}, {changed(2, 3)}, {removed(4)}} << D{} << "+1:0 ~2:3 -4";
        QTest::newRow("added, then changed")
            << D{{added(1, 1)}, {}, {}} << D{{}, {changed(1, 5)}, {}} << "+1:5";
        QTest::newRow("added, then removed")
            << D{{added(1), added(2)}, {}, {}} << D{{}, {}, {removed(1)}} << "+2:0";
        QTest::newRow("changed twice")
            << D{{}, {changed(1, 1), changed(2, 2)}, {}} << D{{}, {changed(1, 9)}, {}} << "~1:9 ~2:2";
        QTest::newRow("changed, then removed")
            << D{{}, {changed(1, 1)}, {}} << D{{}, {}, {removed(1)}} << "-1";
        const QString ann = QStringLiteral("ann");
        const QString bob = QStringLiteral("bob");
        QTest::newRow("added, then identified")
            << D{{added(1)}, {}, {}} << D{{}, {changed(1, 5)}, {}, {identity(1, ann)}} << "+1:5ann";
        QTest::newRow("added with a name, then identified")
            << D{{addedAs(1, bob), addedAs(2, bob)}, {}, {}} << D{{}, {}, {}, {identity(1, ann)}}
            << "+1:0ann +2:0bob";
        QTest::newRow("identified") << D{{}, {changed(1, 1)}, {}} << D{{}, {}, {}, {identity(1, ann)}}
                                    << "~1:1 1=ann";
        QTest::newRow("identified twice") << D{{}, {}, {}, {identity(1, ann), identity(2, ann)}}
                                          << D{{}, {}, {}, {identity(1, bob)}} << "2=ann 1=bob";
        QTest::newRow("identified, then changed")
            << D{{}, {}, {}, {identity(1, ann)}} << D{{}, {changed(1, 9)}, {}} << "~1:9 1=ann";
        QTest::newRow("identified, then removed")
            << D{{}, {}, {}, {identity(1, ann)}} << D{{}, {}, {removed(1)}} << "-1";
        QTest::newRow("different ids")
            << D{{added(1)}, {changed(2, 2)}, {removed(3)}} << D{{added(4)}, {changed(5, 5)}, {removed(6)}}
            << "+1:0 +4:0 ~2:2 ~5:5 -3 -6";
    }
    void merges()
    {
        QFETCH(ConnectionDelta, earlier);
        QFETCH(ConnectionDelta, later);
        QFETCH(const QString, merged);
        earlier.merge(std::move(later));
        QCOMPARE(textOf(earlier), merged);
        QCOMPARE(earlier.isEmpty(), merged.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestConnectionDelta)
#include "tst_connectiondelta.moc"
