#include "ui/composer/composerhistory.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ComposerHistory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void emptyHasNothing()
    {
        ComposerHistory history;
        QCOMPARE(history.older(u"draft"_s), u"draft"_s);
        QCOMPARE(history.newer(u"draft"_s), u"draft"_s);
    }

    void showsOlderAndNewerAndKeepsTheDraft()
    {
        ComposerHistory history;
        history.add(u"one"_s);
        history.add(u"two"_s);
        QCOMPARE(history.older(u"draft"_s), u"two"_s);
        QCOMPARE(history.older(u"two"_s), u"one"_s);
        QCOMPARE(history.older(u"one"_s), u"one"_s);
        QCOMPARE(history.newer(u"one"_s), u"two"_s);
        QCOMPARE(history.newer(u"two"_s), u"draft"_s);
        QCOMPARE(history.newer(u"draft"_s), u"draft"_s);
    }

    void addingShowsTheDraft()
    {
        ComposerHistory history;
        history.add(u"one"_s);
        history.add(u"two"_s);
        history.older({});
        history.older({});
        history.add(u"three"_s);
        QCOMPARE(history.older({}), u"three"_s);
        QCOMPARE(history.newer({}), QString());
    }

    void storesARepeatedTextOnce()
    {
        ComposerHistory history;
        history.add(u"one"_s);
        history.add(u"one"_s);
        history.add(u"two"_s);
        history.older({});
        QCOMPARE(history.older({}), u"one"_s);
        QCOMPARE(history.older(u"one"_s), u"one"_s);
    }

    void isLimited()
    {
        ComposerHistory history;
        for (qsizetype i = 0; i <= ComposerHistory::MaxEntries; ++i)
            history.add(QString::number(i));
        QString at;
        for (qsizetype i = 0; i <= ComposerHistory::MaxEntries; ++i)
            at = history.older(at);
        QCOMPARE(at, u"1"_s);
    }
};

QTEST_GUILESS_MAIN(tst_ComposerHistory)
#include "tst_composerhistory.moc"
