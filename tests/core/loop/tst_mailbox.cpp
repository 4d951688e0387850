#include "core/loop/mailbox.h"

#include <QTest>

#include <poll.h>

using namespace signalbox;

namespace {

bool isReadable(int fd)
{
    pollfd descriptor{fd, POLLIN, 0};
    return ::poll(&descriptor, 1, 0) == 1;
}

} // namespace

class TestMailbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReadableExactlyWhileThereAreTasks()
    {
        Mailbox box;
        QVERIFY(!isReadable(box.descriptor()));
        box.post([] {});
        box.post([] {});
        QVERIFY(isReadable(box.descriptor()));
        box.run();
        QVERIFY(!isReadable(box.descriptor()));
    }
    void whatIsPostedMeanwhileWaitsForTheNextRun()
    {
        Mailbox box;
        QList<int> order;
        box.post([&] {
            order << 1;
            box.post([&] { order << 3; });
        });
        box.post([&] { order << 2; });
        box.run();
        QCOMPARE(order, (QList<int>{1, 2}));
        QVERIFY(isReadable(box.descriptor()));
        box.run();
        QCOMPARE(order, (QList<int>{1, 2, 3}));
    }
};

QTEST_APPLESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
