#include "app/ctl/completion.h"

#include "app/ctl/commands.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace signalbox;

class tst_Completion final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void offerEverything_data();
    void offerEverything();
};

// tests/integration/ctl.mjs sources the scripts in the shells themselves.
void tst_Completion::offerEverything_data()
{
    QTest::addColumn<QString>("script");
    QTest::newRow("bash") << bashCompletion();
    QTest::newRow("zsh") << zshCompletion();
    QTest::newRow("fish") << fishCompletion();
}

void tst_Completion::offerEverything()
{
    QFETCH(const QString, script);
    for (const CtlCommand &command : ctlCommands()) {
        QVERIFY2(script.contains(command.name), command.name.data());
        for (const CtlOption &option : command.options)
            QVERIFY2(script.contains(option.name.sliced(2)), option.name.data());
        for (const QString &choice : words(command.choices))
            QVERIFY2(script.contains(choice), qPrintable(choice));
    }
    for (const CtlOption &option : commonOptions())
        QVERIFY2(script.contains(option.name.sliced(2)), option.name.data());
    QVERIFY(script.contains("viewer"_L1));
}

QTEST_GUILESS_MAIN(tst_Completion)
#include "tst_completion.moc"
