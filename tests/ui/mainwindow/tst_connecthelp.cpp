#include "ui/mainwindow/connecthelp.h"

#include <QLineEdit>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ConnectHelp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsCommands_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("terminal");
        QTest::newRow("plain") << u"ws://127.0.0.1:9000/"_s << u"npx wscat -c ws://127.0.0.1:9000/"_s;
        QTest::newRow("TLS") << u"wss://[::1]:9443/"_s << u"npx wscat -n -c wss://[::1]:9443/"_s;
    }
    void showsCommands()
    {
        QFETCH(QString, url);
        QFETCH(QString, terminal);
        ConnectHelp help;
        help.setUrl(url);
        QStringList commands;
        for (const QLineEdit *command : help.findChildren<QLineEdit *>())
            commands += command->text();
        QCOMPARE(commands, (QStringList{terminal, u"new WebSocket(\"%1\")"_s.arg(url)}));
    }
};

QTEST_MAIN(tst_ConnectHelp)
#include "tst_connecthelp.moc"
