#include "ui/nodes/brokerbanner.h"

#include "tests/ui/nodes/nodesamples.h"

#include <QLabel>
#include <QTest>
#include <QVBoxLayout>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestBrokerBanner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isThereDuringAnOutageOnly()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *banner = new BrokerBanner;
        layout->addWidget(banner);
        window.show();
        QVERIFY(!banner->isVisible());
        banner->setStatus({}); // no cluster
        QVERIFY(!banner->isVisible());
        banner->setStatus(clusterSample());
        QVERIFY(!banner->isVisible());
        banner->setStatus(outageSample());
        QVERIFY(banner->isVisible());
        QVERIFY(banner->accessibleName().contains(u"Connection refused"_s));
        banner->setStatus(clusterSample());
        QVERIFY(!banner->isVisible());
    }
    //! It is told twice a second: a reason that is being copied must not lose its selection.
    void theSelectionStays()
    {
        BrokerBanner banner;
        banner.setStatus(outageSample());
        banner.show();
        QLabel *text = nullptr;
        for (QLabel *label : banner.findChildren<QLabel *>()) {
            if (label->text().contains(u"refused"_s))
                text = label;
        }
        QVERIFY(text);
        text->setSelection(0, 5);
        banner.setStatus(outageSample());
        QVERIFY(text->hasSelectedText());
    }
};

QTEST_MAIN(TestBrokerBanner)
#include "tst_brokerbanner.moc"
