#include "ui/connections/actionresultsmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;
using Shown = ActionResultsModel::Shown;

namespace {

std::vector<LongAction::Result> results()
{
    return {{ConnectionId(12), u"guest-12"_s, Outcome::ClosedClean},
            {ConnectionId(3), u"guest-3"_s, Outcome::NoAnswer},
            {ConnectionId(7), u"ann\u202E"_s, Outcome::AlreadyGone},
            {ConnectionId(8), u"bob"_s, std::nullopt},
            {ConnectionId(9), {}, Outcome::Unknown},
            {ConnectionId(1), u"cyd"_s, Outcome::Rejected}};
}

QStringList column(const ActionResultsModel &model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts += model.index(row, column).data().toString();
    return texts;
}

} // namespace

class tst_ActionResultsModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shows_data()
    {
        QTest::addColumn<Shown>("shown");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("all") << Shown::All << QStringList{u"1"_s, u"3"_s, u"7"_s, u"8"_s, u"9"_s, u"12"_s};
        QTest::newRow("failures") << Shown::Failures << QStringList{u"1"_s, u"3"_s, u"7"_s, u"8"_s, u"9"_s};
        QTest::newRow("succeeded") << Shown::Succeeded << QStringList{u"12"_s};
        QTest::newRow("no answer") << Shown::NoAnswer << QStringList{u"3"_s};
        QTest::newRow("rejected") << Shown::Rejected << QStringList{u"1"_s};
        QTest::newRow("gone") << Shown::Gone << QStringList{u"7"_s};
        QTest::newRow("unknown") << Shown::Unknown << QStringList{u"9"_s};
        QTest::newRow("not sent") << Shown::NotSent << QStringList{u"8"_s};
    }
    void shows()
    {
        QFETCH(Shown, shown);
        QFETCH(QStringList, ids);
        ActionResultsModel model(Kick{}, results());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setShown(shown);
        QCOMPARE(column(model, ActionResultsModel::Id), ids);
        QCOMPARE(model.count(shown), int(ids.size()));
    }

    void sorts()
    {
        ActionResultsModel model(Kick{}, results());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QPersistentModelIndex ann = model.index(2, ActionResultsModel::User);
        model.sort(ActionResultsModel::User);
        QCOMPARE(column(model, ActionResultsModel::User),
                 (QStringList{QString(), u"ann‹U+202E›"_s, u"bob"_s, u"cyd"_s, u"guest-3"_s, u"guest-12"_s}));
        QCOMPARE(ann.row(), 1);
        model.sort(ActionResultsModel::Id, Qt::DescendingOrder);
        QCOMPARE(column(model, ActionResultsModel::Id).first(), u"12"_s);
        model.sort(ActionResultsModel::End);
        QCOMPARE(column(model, ActionResultsModel::Id).first(), u"12"_s); // succeeded
        QCOMPARE(column(model, ActionResultsModel::Id).last(), u"8"_s);   // not sent
    }

    void copiesWhatIsShown()
    {
        ActionResultsModel model(Kick{}, results());
        model.setShown(Shown::NoAnswer);
        QCOMPARE(model.asText(), u"3\tguest-3\tKicked: did not answer and was dropped\n"_s);
        model.setShown(Shown::Gone);
        QVERIFY(model.asText().startsWith(u"7\tann\u202E\t"_s)); // the name itself
    }
};

QTEST_GUILESS_MAIN(tst_ActionResultsModel)
#include "tst_actionresultsmodel.moc"
