#include "ui/composer/composerhistory.h"

namespace signalbox {

void ComposerHistory::add(const QString &text)
{
    if (m_entries.isEmpty() || m_entries.last() != text)
        m_entries.append(text);
    if (m_entries.size() > MaxEntries)
        m_entries.removeFirst();
    m_at = m_entries.size();
    m_draft.clear();
}

QString ComposerHistory::older(const QString &current)
{
    if (m_at == 0)
        return current;
    if (m_at == m_entries.size())
        m_draft = current;
    return m_entries[--m_at];
}

QString ComposerHistory::newer(const QString &current)
{
    if (m_at == m_entries.size())
        return current;
    ++m_at;
    return m_at == m_entries.size() ? m_draft : m_entries[m_at];
}

} // namespace signalbox
