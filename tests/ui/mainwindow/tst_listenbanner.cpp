#include "ui/mainwindow/listenbanner.h"

#include "core/base/endpoint.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

using namespace signalbox;
using namespace Qt::StringLiterals;

class tst_ListenBanner : public QObject
{
    Q_OBJECT
private:
    static QPushButton *button(const ListenBanner &banner, const QString &text)
    {
        for (QPushButton *button : banner.findChildren<QPushButton *>()) {
            if (button->text() == text)
                return button;
        }
        return nullptr;
    }

private Q_SLOTS:
    void nextPorts_data()
    {
        QTest::addColumn<quint16>("port");
        QTest::addColumn<quint16>("next");
        QTest::newRow("usual") << quint16(8080) << quint16(8081);
        QTest::newRow("privileged") << quint16(80) << quint16(8080);
        QTest::newRow("last privileged") << quint16(1023) << quint16(9023);
        QTest::newRow("first unprivileged") << quint16(1024) << quint16(1025);
        QTest::newRow("last") << quint16(65535) << quint16(1024);
    }
    void nextPorts()
    {
        QFETCH(quint16, port);
        QTEST(nextPort(port), "next");
    }

    void doesNotListenOnATakenPort()
    {
        ListenBanner banner;
        QSignalSpy requested(&banner, &ListenBanner::listenRequested);
        const Error inUse{Error::Code::AddressInUse, u"in use"_s};
        banner.showFailure(inUse, {{*parseEndpoint(u"127.0.0.1:7000"_s), inUse}}, {u"127.0.0.1:7002"_s});
        QCOMPARE(banner.findChild<QSpinBox *>()->value(), 7001);
        banner.findChild<QSpinBox *>()->setValue(7002); // the admin port
        QPushButton *listen = button(banner, u"Listen there"_s);
        QVERIFY(!listen->isEnabled());
        QVERIFY(listen->toolTip().contains(u"admin port"_s));
        banner.findChild<QSpinBox *>()->setValue(7003);
        QVERIFY(listen->isEnabled());
        listen->click();
        QCOMPARE(requested.size(), 1);
        QCOMPARE(requested[0][1].toString(), u"127.0.0.1:7003"_s);
    }

    void reportsALostAdminPort()
    {
        ListenBanner banner;
        banner.showAdminFailure(u"127.0.0.1:8081 is in use"_s);
        QVERIFY(banner.isVisibleTo(nullptr));
        QVERIFY(banner.accessibleName().contains(u"without the admin port"_s));
        QVERIFY(banner.accessibleName().contains(u"127.0.0.1:8081"_s));
        QVERIFY(!button(banner, u"Listen there"_s)->isVisibleTo(&banner));
        const Error inUse{Error::Code::AddressInUse, u"in use"_s};
        banner.showFailure(inUse, {{*parseEndpoint(u"127.0.0.1:7000"_s), inUse}}, {});
        QVERIFY(!banner.accessibleName().contains(u"admin"_s));
        QVERIFY(button(banner, u"Listen there"_s)->isVisibleTo(&banner));
    }

    void requestsAnotherPort_data()
    {
        QTest::addColumn<QString>("listener");
        QTest::addColumn<Error::Code>("code");
        QTest::addColumn<QStringList>("taken");
        QTest::addColumn<QString>("there");
        QTest::addColumn<QString>("anywhere");
        const auto row = [](const char *name, const QString &listener, Error::Code code,
                            const QStringList &taken, const QString &there, const QString &anywhere) {
            QTest::newRow(name) << listener << code << taken << there << anywhere;
        };
        const auto inUse = Error::Code::AddressInUse;
        row("IPv4", u"127.0.0.1:8080"_s, inUse, {}, u"127.0.0.1:8081"_s, u"127.0.0.1:0"_s);
        row("IPv6", u"[::1]:8080"_s, inUse, {}, u"[::1]:8081"_s, u"[::1]:0"_s);
        row("every address", u"0.0.0.0:8080"_s, inUse, {}, u"0.0.0.0:8081"_s, u"0.0.0.0:0"_s);
        row("no permission", u"127.0.0.1:80"_s, Error::Code::NoPermission, {}, u"127.0.0.1:8080"_s,
            u"127.0.0.1:0"_s);
        row("not the admin port", u"127.0.0.1:8080"_s, inUse, {u"127.0.0.1:8081"_s}, u"127.0.0.1:8082"_s,
            u"127.0.0.1:0"_s);
        row("not the admin port of another address", u"[::1]:8080"_s, inUse, {u"0.0.0.0:8081"_s},
            u"[::1]:8082"_s, u"[::1]:0"_s);
        row("nor another listener", u"127.0.0.1:80"_s, inUse,
            {u"127.0.0.1:8080"_s, u"127.0.0.1:8082"_s, u"127.0.0.1:8081"_s}, u"127.0.0.1:8083"_s,
            u"127.0.0.1:0"_s);
        row("around the last port", u"127.0.0.1:65535"_s, inUse, {u"127.0.0.1:1024"_s}, u"127.0.0.1:1025"_s,
            u"127.0.0.1:0"_s);
        const auto notFound = Error::Code::NotFound;
        row("not available", u"203.0.113.7:8080"_s, notFound, {u"203.0.113.7:8080"_s, u"127.0.0.1:8081"_s},
            u"127.0.0.1:8080"_s, u"127.0.0.1:0"_s);
        row("not available, and the port is taken", u"203.0.113.7:8080"_s, notFound,
            {u"127.0.0.1:8080"_s, u"203.0.113.7:8080"_s, u"127.0.0.1:8081"_s}, u"127.0.0.1:8082"_s,
            u"127.0.0.1:0"_s);
        row("not available, IPv6", u"[2001:db8::1]:8080"_s, notFound, {}, u"127.0.0.1:8080"_s,
            u"127.0.0.1:0"_s);
    }
    void requestsAnotherPort()
    {
        QFETCH(QString, listener);
        QFETCH(Error::Code, code);
        QFETCH(QStringList, taken);
        QFETCH(QString, there);
        QFETCH(QString, anywhere);
        ListenBanner banner;
        QVERIFY(banner.isHidden());
        const Error error{code, u"because"_s};
        banner.showFailure(error, {{*parseEndpoint(listener), error}}, taken);
        QVERIFY(banner.isVisible());
        QSignalSpy requested(&banner, &ListenBanner::listenRequested);
        button(banner, u"Listen there"_s)->click();
        button(banner, u"Any free port"_s)->click();
        QCOMPARE(requested.size(), 2);
        QCOMPARE(requested[0], (QVariantList{listener, there}));
        QCOMPARE(requested[1], (QVariantList{listener, anywhere}));
    }

    void explainsTheError_data()
    {
        QTest::addColumn<Error::Code>("code");
        QTest::addColumn<QString>("part");
        QTest::newRow("in use") << Error::Code::AddressInUse
                                << u"another program already uses 127.0.0.1:80"_s;
        QTest::newRow("no permission") << Error::Code::NoPermission << u"does not allow 127.0.0.1:80"_s;
        QTest::newRow("not available")
            << Error::Code::NotFound << u"does not have the address of 127.0.0.1:80"_s;
        QTest::newRow("anything else") << Error::Code::Io << u"127.0.0.1:80: I/O error"_s;
    }
    void explainsTheError()
    {
        QFETCH(Error::Code, code);
        QFETCH(QString, part);
        ListenBanner banner;
        const Error error{code, u"cannot listen on 127.0.0.1:80: I/O error"_s};
        banner.showFailure(error, {{*parseEndpoint(u"127.0.0.1:80"), error}}, {});
        QVERIFY2(banner.accessibleName().contains(part), qPrintable(banner.accessibleName()));
    }

    void explainsEachAddress()
    {
        ListenBanner banner;
        const Error inUse{Error::Code::AddressInUse, u"in use"_s};
        banner.showFailure(
            inUse,
            {{*parseEndpoint(u"127.0.0.1:9000"), inUse},
             {*parseEndpoint(u"203.0.113.7:9000"), {Error::Code::NotFound, u"no such address"_s}}},
            {});
        QVERIFY(banner.accessibleName().contains(u"already uses 127.0.0.1:9000"_s));
        QVERIFY(banner.accessibleName().contains(u"does not have the address of 203.0.113.7:9000"_s));
        QSignalSpy requested(&banner, &ListenBanner::listenRequested);
        button(banner, u"Listen there"_s)->click();
        QCOMPARE(requested[0][0].toString(), u"127.0.0.1:9000"_s);
    }

    void offersNoPortForOtherErrors()
    {
        ListenBanner banner;
        banner.showFailure({Error::Code::Invalid, u"the certificate has expired"_s}, {}, {});
        QVERIFY(banner.isVisible());
        QVERIFY(banner.accessibleName().contains(u"the certificate has expired"_s));
        QVERIFY(!banner.findChild<QSpinBox *>()->isVisible());
        for (const QPushButton *offer : banner.findChildren<QPushButton *>())
            QVERIFY(!offer->isVisible());
        const Error inUse{Error::Code::AddressInUse, {}};
        banner.showFailure(inUse, {{*parseEndpoint(u"127.0.0.1:80"), inUse}}, {});
        QVERIFY(banner.findChild<QSpinBox *>()->isVisible());
    }

    void canBeDismissed()
    {
        ListenBanner banner;
        const Error inUse{Error::Code::AddressInUse, {}};
        banner.showFailure(inUse, {{*parseEndpoint(u"127.0.0.1:8080"), inUse}}, {});
        QSignalSpy requested(&banner, &ListenBanner::listenRequested);
        banner.findChild<QToolButton *>()->click();
        QVERIFY(banner.isHidden());
        QCOMPARE(requested.size(), 0);
    }
};

QTEST_MAIN(tst_ListenBanner)
#include "tst_listenbanner.moc"
