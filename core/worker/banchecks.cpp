#include "core/worker/banchecks.h"

#include "core/policy/admissionledger.h"
#include "core/policy/banlist.h"

namespace signalbox {

EntryCheck originBanCheck(const Bans &bans)
{
    return [&bans](const EntryRequest &request) -> std::optional<Refusal> {
        const std::shared_ptr<const BanList> list = bans.current();
        const Ban *ban = list->findOrigin(QString::fromUtf8(request.origin), wallNow());
        return ban ? std::optional(Refusal::banned(*ban)) : std::nullopt;
    };
}

EntryCheck userBanCheck(const Bans &bans)
{
    return [&bans](const EntryRequest &request) -> std::optional<Refusal> {
        const std::shared_ptr<const BanList> list = bans.current();
        const QString &user = request.identity.user.isEmpty() ? request.user : request.identity.user;
        const Ban *ban = list->findUser(user, wallNow());
        return ban ? std::optional(Refusal::banned(*ban)) : std::nullopt;
    };
}

bool isBanned(const Bans &bans, const QHostAddress &address)
{
    return bans.current()->findAddress(address, wallNow()) != nullptr;
}

void countHit(const Bans &bans, RefusedRequest &request)
{
    const std::shared_ptr<const BanList> list = bans.current();
    if (QByteArrayView(request.reason) == rejectionFor(Admission::AddressBanned).reason) {
        if (const Ban *ban = list->findAddress(request.peer.address, wallNow()))
            request.ban = ban->id;
    }
    list->hit(request.ban);
}

} // namespace signalbox
