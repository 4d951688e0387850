#include "core/config/reloadreport.h"

#include "core/config/configschema.h"

#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

class TestReloadReport final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void namesNothingWithoutDifference() { QCOMPARE(differingKeys(Config(), Config()), QStringList()); }
    void namesWhatDiffers();
};

void TestReloadReport::namesWhatDiffers()
{
    Config other;
    other.log.file = u"/x"_s;
    other.limits.maxHead += 1;
    other.server.adminListen = Endpoint{QHostAddress(QHostAddress::LocalHost), 1};
    other.tls.key = u"/key"_s;
    other.routes.pop_back();
    other.rooms.resize(1);
    other.admin.tokens.resize(1);
    other.auth.tokens.resize(1);
    const QStringList keys{
        u"server.admin_listen"_s, u"limits.max_head"_s, u"tls.key"_s, u"log.file"_s, u"route"_s, u"room"_s,
        u"admin.token"_s,         u"auth.token"_s};
    QCOMPARE(differingKeys(Config(), other), keys);
    QCOMPARE(differingKeys(other, Config()), keys);
}

QTEST_GUILESS_MAIN(TestReloadReport)
#include "tst_reloadreport.moc"
