#pragma once

#include <QStringList>

namespace signalbox {

//! What was sent before, to be fetched back with the arrow keys. Keeps the draft that was begun meanwhile.
class ComposerHistory
{
public:
    static constexpr qsizetype MaxEntries = 100;

    //! Remembers \a text; the same text twice in a row counts once. Back to the draft, which is empty now.
    void add(const QString &text);
    //! The entry before the one shown; \a current is kept when it is the draft. \a current again at the
    //! oldest.
    QString older(const QString &current);
    //! The entry after the one shown, at last the draft. \a current again at the draft.
    QString newer(const QString &current);

private:
    QStringList m_entries; //!< oldest first
    qsizetype m_at = 0;    //!< m_entries.size(): the draft
    QString m_draft;
};

} // namespace signalbox
