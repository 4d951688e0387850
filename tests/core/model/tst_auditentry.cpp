#include "core/model/auditentry.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestAuditEntry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutsLongTexts_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("kept");
        const QString most(AuditEntry::MaxText, u'x');
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("as long as allowed") << most << most;
        QTest::newRow("too long") << most + u'x' << most.chopped(1) + QChar(0x2026);
        // No surrogate is left alone.
        const QString cat = QString::fromUcs4(U"\U0001F408");
        QTest::newRow("a pair at the cut") << most.chopped(2) + cat + u'x' << most.chopped(2) + QChar(0x2026);
    }
    void cutsLongTexts()
    {
        QFETCH(QString, text);
        QFETCH(QString, kept);
        AuditEntry entry;
        entry.who = entry.from = entry.action = entry.target = entry.outcome = entry.detail = text;
        const AuditEntry cut = bounded(entry);
        for (const QString &field : {cut.who, cut.from, cut.action, cut.target, cut.outcome, cut.detail})
            QCOMPARE(field, kept);
    }
};

QTEST_APPLESS_MAIN(TestAuditEntry)
#include "tst_auditentry.moc"
