// Measures the real window with a real server in the same process under load: the time of the turns of its
// event loop, of sorting and of filtering, or with --soak its memory over a long time. Prints one JSON object.

#include "operatorscenario.h"
#include "soakscenario.h"

#include "core/server/localconsole.h"
#include "core/server/server.h"
#include "ui/mainwindow/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <cstdio>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

Config configFor(int connections)
{
    Config config;
    config.server.listen = {{QHostAddress(QHostAddress::LocalHost), 0}};
    config.limits.maxConnections = connections;
    return config;
}

//! \c soakMinutes 0: OperatorScenario, else SoakScenario.
struct Plan : OperatorScenario::Plan
{
    double soakMinutes = 0;
};

Plan planFrom(const QCoreApplication &application)
{
    Plan plan;
    QCommandLineParser parser;
    parser.addPositionalArgument(u"load"_s, u"the load generator"_s);
    parser.addOption({u"connections"_s, u"how many"_s, u"number"_s, QString::number(plan.connections)});
    parser.addOption({u"rate"_s, u"messages received a second"_s, u"number"_s, QString::number(plan.rate)});
    parser.addOption(
        {u"seconds"_s, u"how long each part takes"_s, u"number"_s, QString::number(plan.seconds)});
    parser.addOption(
        {u"soak"_s, u"operate the window for so long beside a flood and churn"_s, u"minutes"_s, u"0"_s});
    parser.addOption(
        {u"explain"_s, u"print what turns do that use so much CPU time"_s, u"milliseconds"_s, u"0"_s});
    parser.addOption({u"picture"_s, u"save what the window shows"_s, u"file"_s});
    parser.process(application);
    plan.loadProgram = parser.positionalArguments().value(0);
    plan.connections = parser.value(u"connections"_s).toInt();
    plan.rate = parser.value(u"rate"_s).toInt();
    plan.seconds = parser.value(u"seconds"_s).toDouble();
    plan.soakMinutes = parser.value(u"soak"_s).toDouble();
    plan.explainedMs = parser.value(u"explain"_s).toDouble();
    plan.picture = parser.value(u"picture"_s);
    return plan;
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const Plan plan = planFrom(application);
    SoakScenario::watchWarnings();
    const QTemporaryDir folder;
    WindowServices services;
    services.settings = std::make_shared<QSettings>(folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    services.openUrl = [](const QUrl &) { return false; };
    services.confirmClose = [](QWidget *, qsizetype) { return true; };

    // One that ends counts until its socket is closed.
    const int mostConnections = plan.connections + (plan.soakMinutes > 0 ? 2 * SoakScenario::Churning : 0);
    Server server(configFor(mostConnections));
    LocalConsole console(server);
    QJsonObject result{{u"error"_s, u"the server did not start"_s}};
    if (server.start()) {
        MainWindow window(console, services);
        window.show();
        const QString url = server.urls().first();
        result = plan.soakMinutes > 0 ? SoakScenario(window, {.loadProgram = plan.loadProgram,
                                                              .minutes = plan.soakMinutes,
                                                              .connections = plan.connections,
                                                              .rate = plan.rate,
                                                              .explainedMs = plan.explainedMs})
                                            .run(url)
                                      : OperatorScenario(console, window, plan).run(url);
    }
    std::puts(QJsonDocument(result).toJson(QJsonDocument::Compact).constData());
    return result.contains(u"error"_s) ? 1 : 0;
}
