#pragma once

#include "core/model/ban.h"
#include "core/model/queryrow.h"

namespace signalbox {

//! A ban as a query sees it. Refers to the ban and lives no longer. `created` is its age, `expires` the time that is left.
class BanQueryRow final : public QueryRow
{
public:
    BanQueryRow(const Ban &ban, WallTime now);

    void appendTexts(QueryField field, Texts &texts) const override;
    std::optional<qint64> number(QueryField field) const override;
    //! The first of the banned network; null if the ban is of another kind.
    QHostAddress address() const override;

private:
    const Ban &m_ban;
    WallTime m_now;
    QString m_kind;
};

} // namespace signalbox
