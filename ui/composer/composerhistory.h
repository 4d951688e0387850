#pragma once

#include <QStringList>

namespace signalbox {

//! The messages that were sent before, to be shown again with the arrow keys, and the current draft.
class ComposerHistory
{
public:
    static constexpr qsizetype MaxEntries = 100;

    //! Appends \a text unless it equals the last entry. The draft becomes empty and is shown.
    void add(const QString &text);
    //! Returns the entry before the one that is shown, and saves \a current if it is the draft. Returns \a
    //! current if there is no older entry.
    QString older(const QString &current);
    //! Returns the entry after the one that is shown; after the newest, the draft. Returns \a current if the
    //! draft is shown.
    QString newer(const QString &current);

private:
    QStringList m_entries; //!< oldest first
    qsizetype m_at = 0;    //!< the entry that is shown; m_entries.size(): the draft
    QString m_draft;
};

} // namespace signalbox
