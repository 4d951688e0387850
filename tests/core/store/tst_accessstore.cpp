#include "core/store/accessstore.h"

#include "core/store/store.h"

#include <QTemporaryDir>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

namespace {

using Written = UnsentAccess::Written;
using Unsent = std::vector<std::pair<AccessSubject, UnsentAccess>>;

WallTime at(qint64 ms)
{
    return WallTime(Milliseconds(ms));
}

struct Fixture
{
    Fixture() { open(); }
    void open()
    {
        access.reset();
        store.reset();
        Result<std::unique_ptr<Store>> opened = Store::open(folder.filePath(u"signalbox.db"_s));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text));
        store = std::move(*opened);
        access.emplace(*store);
    }

    QTemporaryDir folder;
    std::unique_ptr<Store> store;
    std::optional<AccessStore> access;
};

} // namespace

class TestAccessStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst()
    {
        Fixture fixture;
        const Result<AccessStore::Content> content = fixture.access->load();
        QVERIFY(content);
        QCOMPARE(content->position, AccessPosition());
        QVERIFY(content->unsent.empty());
    }
    void keepsThePosition()
    {
        Fixture fixture;
        fixture.access->write(AccessPosition{.epoch = "a", .version = 1});
        const AccessPosition last{.epoch = "b", .version = 12, .lastId = 100'007, .formers = "a:7"};
        fixture.access->write(last);
        fixture.open();
        QCOMPARE(fixture.access->load()->position, last);
    }
    void keepsWhatWasNotSent()
    {
        Fixture fixture;
        const AccessSubject ban{BanKind::User, u"ann"_s};
        const AccessSubject token{RevocationKind::TokenId, u"ann"_s};
        const AccessSubject user{RevocationKind::User, u"ann"_s};
        const UnsentAccess removed{Written::No, {{BanId(7), at(5)}, {BanId(8), at(6)}}};
        fixture.access->write(Unsent{
            {ban, {Written::Edited, {}}}, {token, {Written::Added, {}}}, {user, {Written::Added, {}}}});
        fixture.access->write(Unsent{{ban, removed}});
        fixture.access->remove({user, {BanKind::Origin, u"null"_s}});
        fixture.open();
        const Unsent expected{{ban, removed}, {token, {Written::Added, {}}}};
        QVERIFY(fixture.access->load()->unsent == expected);
    }
};

QTEST_GUILESS_MAIN(TestAccessStore)
#include "tst_accessstore.moc"
