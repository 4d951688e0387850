#include "core/config/environment.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestEnvironment final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void classifiesVariables_data();
    void classifiesVariables();
};

void TestEnvironment::classifiesVariables_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("value");
    QTest::addColumn<Variable>("expected");
    const auto row = [](const char *name, const char *value, Variable expected) {
        QTest::addRow("%s=%s", name, value)
            << QString::fromUtf8(name) << QString::fromUtf8(value) << expected;
    };
    row("SIGNALBOX_LIMITS_MAX_CONNECTIONS", "1", Variable::Key);
    row("SIGNALBOX_SERVER_LISTEN", "127.0.0.1:1", Variable::Key);

    // For services called signalbox, signalbox-admin, -limits, -tls, -hub, -server, -auth-jwt, -route.
    for (const QByteArray service :
         {"SIGNALBOX", "SIGNALBOX_ADMIN", "SIGNALBOX_LIMITS", "SIGNALBOX_TLS", "SIGNALBOX_HUB",
          "SIGNALBOX_SERVER", "SIGNALBOX_AUTH_JWT", "SIGNALBOX_ROUTE"}) {
        const auto foreign = [&](const char *ending, const char *value) {
            row((service + ending).constData(), value, Variable::Foreign);
        };
        foreign("_SERVICE_HOST", "10.96.0.12");
        foreign("_SERVICE_HOST", "fd00::1");
        foreign("_SERVICE_PORT", "8080");
        foreign("_SERVICE_PORT_HTTP", "8080");
        foreign("_SERVICE_PORT_WS_2", "8080");
        foreign("_PORT", "tcp://10.96.0.12:8080");
        foreign("_PORT", "udp://10.96.0.12:53");
        foreign("_PORT_8080_TCP", "tcp://10.96.0.12:8080");
        foreign("_PORT_8080_TCP_PROTO", "tcp");
        foreign("_PORT_8080_TCP_PORT", "8080");
        foreign("_PORT_8080_TCP_ADDR", "10.96.0.12");
        foreign("_PORT_53_UDP", "udp://10.96.0.12:53");
        foreign("_PORT_53_UDP_PROTO", "udp");
        foreign("_PORT_53_UDP_PORT", "53");
        foreign("_PORT_53_UDP_ADDR", "10.96.0.12");
        foreign("_PORT_9_SCTP_ADDR", "10.96.0.12");
        foreign("_NAME", "/web/signalbox");
    }

    row("SIGNALBOX_LIMITS_MAX_CONECTIONS", "1", Variable::UnknownKey);
    row("SIGNALBOX_LIMITS_PORT", "8080", Variable::UnknownKey); // no address
    row("SIGNALBOX_LIMITS_PORT_8080", "8080", Variable::UnknownKey);
    row("SIGNALBOX_TLS_NAME", "example.org", Variable::UnknownKey); // no link
    row("SIGNALBOX_HUB_SERVICE_HOSTS", "1", Variable::UnknownKey);
    row("SIGNALBOX_HUB_PORT_8080_TCP_FLAGS", "1", Variable::UnknownKey);
    row("SIGNALBOX_SERVER_", "1", Variable::UnknownKey);
    row("SIGNALBOX_ROUTE_PATH", "/", Variable::UnknownKey); // routes come from a file

    row("SIGNALBOX_COLOUR", "red", Variable::Unknown);
    row("SIGNALBOX_LISTEN", "127.0.0.1:1", Variable::Unknown);
    row("SIGNALBOX_LIMITS", "1", Variable::Unknown);
    row("SIGNALBOX_LIMITSMAX", "1", Variable::Unknown);
    row("SIGNALBOX_PORT", "8080", Variable::Unknown);
    row("SIGNALBOX_NAME", "web", Variable::Unknown);
    row("SIGNALBOX_", "1", Variable::Unknown);
}

void TestEnvironment::classifiesVariables()
{
    QFETCH(QString, name);
    QFETCH(QString, value);
    QFETCH(Variable, expected);
    QCOMPARE(classifyVariable(name, value), expected);
}

QTEST_GUILESS_MAIN(TestEnvironment)
#include "tst_environment.moc"
