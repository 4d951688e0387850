// What Signalbox's own code may not do: Qt's keywords, QString from a literal, an unused parameter.
// It is compiled only, so nothing needs moc.

#include "core/server/server.h"

#include <QCoreApplication>

class Greeter : public QObject
{
public slots:
    void greet(int unused) { emit greeted("hello"); }

signals:
    void greeted(const QString &text);
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    signalbox::Server server{signalbox::Config()};
    Greeter greeter;
    QObject::connect(&server, &signalbox::Server::connectionOpened, &greeter,
                     [&greeter] { greeter.greet(0); });
    foreach (const QString &url, server.urls())
        qInfo() << url;
    return server.start() ? app.exec() : 1;
}
