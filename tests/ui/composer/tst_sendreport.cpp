#include "ui/composer/sendreport.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_SendReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sentences_data()
    {
        QTest::addColumn<quint64>("delivered");
        QTest::addColumn<QList<int>>("outcomes");
        QTest::addColumn<QString>("expected");
        const int done = int(Outcome::Done);
        const int full = int(Outcome::Rejected);
        const int gone = int(Outcome::AlreadyGone);
        // Without a translator the texts keep "(s)"; tst_languagecontroller checks the plural forms.
        QTest::newRow("no connection") << quint64(0) << QList<int>{} << u"Nobody to send to"_s;
        QTest::newRow("a room") << quint64(12) << QList<int>{} << u"Sent to 12 connection(s)"_s;
        QTest::newRow("one each") << quint64(0) << QList<int>{done, full, gone}
                                  << u"Sent to 1 connection(s) · queue full for 1 · 1 already gone"_s;
        QTest::newRow("all full") << quint64(0) << QList<int>{full, full} << u"Not sent · queue full for 2"_s;
        QTest::newRow("all gone") << quint64(0) << QList<int>{gone} << u"Not sent · 1 already gone"_s;
    }
    void sentences()
    {
        QFETCH(quint64, delivered);
        QFETCH(QList<int>, outcomes);
        ActionReport report;
        report.command.body = Send();
        report.delivered = delivered;
        for (const int outcome : outcomes)
            report.outcomes.push_back({ConnectionId(report.outcomes.size() + 1), Outcome(outcome)});
        QTEST(describeSend(report), "expected");
    }
};

QTEST_GUILESS_MAIN(tst_SendReport)
#include "tst_sendreport.moc"
