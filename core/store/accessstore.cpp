#include "core/store/accessstore.h"

#include "core/store/store.h"

#include <memory>
#include <optional>
#include <utility>

namespace signalbox {

namespace {

constexpr qint64 SubjectBytes = 192; // roughly, of a queued one
constexpr qint64 FirstRevocationKind = 16;

qint64 toStored(const std::variant<BanKind, RevocationKind> &kind)
{
    if (const auto *ban = std::get_if<BanKind>(&kind))
        return qint64(*ban);
    return FirstRevocationKind + qint64(std::get<RevocationKind>(kind));
}

std::optional<std::variant<BanKind, RevocationKind>> kindFrom(qint64 stored)
{
    if (stored >= 0 && stored < BanKindCount)
        return BanKind(stored);
    if (stored >= FirstRevocationKind && stored < FirstRevocationKind + RevocationKindCount)
        return RevocationKind(stored - FirstRevocationKind);
    return {};
}

//! `ID:CREATED ID:CREATED`
QString toStored(const std::vector<std::pair<BanId, WallTime>> &removed)
{
    QStringList all;
    for (const auto &[id, created] : removed)
        all += id.toString() + u':' + QString::number(created.time_since_epoch().count());
    return all.join(u' ');
}

std::vector<std::pair<BanId, WallTime>> removedFrom(const QString &stored)
{
    std::vector<std::pair<BanId, WallTime>> removed;
    for (const QString &each : stored.split(u' ', Qt::SkipEmptyParts))
        removed.emplace_back(BanId(each.section(u':', 0, 0).toULongLong()),
                             WallTime(Milliseconds(each.section(u':', 1).toLongLong())));
    return removed;
}

} // namespace

Result<AccessStore::Content> AccessStore::load()
{
    Content content;
    const Result<void> read = m_store.readBlocking([&content](Database &database) {
        content = {};
        Statement position = database.prepare("SELECT epoch, version, last_id, formers FROM access_position");
        if (position.next()) {
            content.position = {.epoch = position.text(0).toLatin1(),
                                .version = quint64(position.integer(1)),
                                .lastId = quint64(position.integer(2)),
                                .formers = position.text(3).toLatin1()};
        }
        Statement rows = database.prepare("SELECT kind, value, written, removed FROM access_unsent");
        while (rows.next()) {
            const auto kind = kindFrom(rows.integer(0));
            const qint64 written = rows.integer(2);
            if (kind && written >= 0 && written <= qint64(UnsentAccess::Written::Edited))
                content.unsent.emplace_back(
                    AccessSubject{*kind, rows.text(1)},
                    UnsentAccess{UnsentAccess::Written(written), removedFrom(rows.text(3))});
        }
    });
    if (!read)
        return read.error();
    return content;
}

void AccessStore::write(const AccessPosition &position)
{
    m_store.write(Durability::Batched, SubjectBytes, [position](Database &database) {
        database
            .prepare("INSERT OR REPLACE INTO access_position (id, epoch, version, last_id, formers) "
                     "VALUES (1, ?, ?, ?, ?)")
            .bind(QString::fromLatin1(position.epoch))
            .bind(qint64(position.version))
            .bind(qint64(position.lastId))
            .bind(QString::fromLatin1(position.formers))
            .run();
    });
}

void AccessStore::write(std::vector<std::pair<AccessSubject, UnsentAccess>> unsent)
{
    const qint64 bytes = SubjectBytes * qint64(unsent.size());
    m_store.write(Durability::Batched, bytes,
                  [unsent = std::make_shared<const decltype(unsent)>(std::move(unsent))](Database &database) {
                      for (const auto &[subject, change] : *unsent) {
                          database
                              .prepare("INSERT OR REPLACE INTO access_unsent (kind, value, written, removed) "
                                       "VALUES (?, ?, ?, ?)")
                              .bind(toStored(subject.kind))
                              .bind(subject.value)
                              .bind(qint64(change.written))
                              .bind(toStored(change.removed))
                              .run();
                      }
                  });
}

void AccessStore::remove(std::vector<AccessSubject> sent)
{
    const qint64 bytes = SubjectBytes * qint64(sent.size());
    m_store.write(Durability::Batched, bytes,
                  [sent = std::make_shared<const decltype(sent)>(std::move(sent))](Database &database) {
                      for (const AccessSubject &subject : *sent) {
                          database.prepare("DELETE FROM access_unsent WHERE kind = ? AND value = ?")
                              .bind(toStored(subject.kind))
                              .bind(subject.value)
                              .run();
                      }
                  });
}

} // namespace signalbox
