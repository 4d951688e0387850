#include "core/store/memoryauditlog.h"

#include "tests/core/store/auditlogtest.h"

#include <QTest>

using namespace signalbox;
using namespace signalbox::test;
using namespace Qt::StringLiterals;

class TestMemoryAuditLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsTheNewestFirst()
    {
        MemoryAuditLog log;
        AuditReader reader;
        for (const QString &who : {u"ann"_s, u"bob"_s, u"ann"_s, u"eve"_s})
            QVERIFY(reader.append(log, who));
        QCOMPARE(reader.names(log), (QStringList{u"eve"_s, u"ann"_s, u"bob"_s, u"ann"_s}));
        QCOMPARE(reader.names(log, {.filter = u"who:ann"_s}), (QStringList{u"ann"_s, u"ann"_s}));
        QCOMPARE(reader.names(log, {.sort = u"who"_s}).front(), u"ann"_s);
    }
    void continuesBehindAPage()
    {
        MemoryAuditLog log;
        AuditReader reader;
        for (int i = 0; i < 5; ++i)
            QVERIFY(reader.append(log, QString::number(i)));
        const auto first = reader.list(log, {.limit = 2});
        QCOMPARE(first->matched, 5u);
        QVERIFY(reader.append(log, u"new"_s)); // is on no later page
        QCOMPARE(reader.names(log, {.limit = 2, .after = first->next}), (QStringList{u"2"_s, u"1"_s}));
    }
    void forgetsTheOldest()
    {
        MemoryAuditLog log;
        AuditReader reader;
        const WallTime now = wallNow();
        QVERIFY(reader.append(log, u"too old"_s, now - AuditLog::MaxAge - std::chrono::hours(1)));
        QVERIFY(reader.append(log, u"old"_s, now - AuditLog::MaxAge + std::chrono::hours(1)));
        QVERIFY(reader.append(log, u"new"_s, now));
        QCOMPARE(reader.names(log), (QStringList{u"new"_s, u"old"_s}));
        for (std::size_t i = 0; i < MemoryAuditLog::MaxEntries; ++i)
            QVERIFY(reader.append(log, u"x"_s, now));
        QCOMPARE(reader.list(log)->matched, quint64(MemoryAuditLog::MaxEntries));
        QVERIFY(reader.names(log, {.filter = u"who:new"_s}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestMemoryAuditLog)
#include "tst_memoryauditlog.moc"
