#include "ui/mainwindow/listenbanner.h"

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

    void requestsAnotherPort_data()
    {
        QTest::addColumn<QString>("listener");
        QTest::addColumn<QString>("there");
        QTest::addColumn<QString>("anywhere");
        QTest::newRow("IPv4") << u"127.0.0.1:8080"_s << u"127.0.0.1:8081"_s << u"127.0.0.1:0"_s;
        QTest::newRow("IPv6") << u"[::1]:8080"_s << u"[::1]:8081"_s << u"[::1]:0"_s;
        QTest::newRow("nonsense") << u"nonsense"_s << u"127.0.0.1:8081"_s << u"127.0.0.1:0"_s;
    }
    void requestsAnotherPort()
    {
        QFETCH(QString, listener);
        QFETCH(QString, there);
        QFETCH(QString, anywhere);
        ListenBanner banner;
        QVERIFY(banner.isHidden());
        banner.showFailure({Error::Code::AddressInUse, u"in use"_s}, listener);
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
        QTest::newRow("anything else") << Error::Code::Io << u"127.0.0.1:80: I/O error"_s;
    }
    void explainsTheError()
    {
        QFETCH(Error::Code, code);
        QFETCH(QString, part);
        ListenBanner banner;
        banner.showFailure({code, u"I/O error"_s}, u"127.0.0.1:80"_s);
        bool found = false;
        for (const QLabel *label : banner.findChildren<QLabel *>())
            found = found || label->text().contains(part);
        QVERIFY(found);
        QCOMPARE(banner.findChild<QSpinBox *>()->value(), 8080);
    }

    void canBeDismissed()
    {
        ListenBanner banner;
        banner.showFailure({Error::Code::AddressInUse, {}}, u"127.0.0.1:8080"_s);
        QSignalSpy requested(&banner, &ListenBanner::listenRequested);
        banner.findChild<QToolButton *>()->click();
        QVERIFY(banner.isHidden());
        QCOMPARE(requested.size(), 0);
    }
};

QTEST_MAIN(tst_ListenBanner)
#include "tst_listenbanner.moc"
