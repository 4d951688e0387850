#pragma once

#include <QHash>
#include <QString>

#include <array>

namespace signalbox {

//! Remembers the texts that connections had last, so that those with an equal text share its memory. Bounded; a text that
//! is forgotten lives as long as those who have it. Plain class; one thread.
class RecentTexts
{
public:
    static constexpr std::size_t MaxTexts = 256;

    //! Returns \a text, or an equal one that is remembered.
    QString shared(const QString &text)
    {
        if (text.isEmpty())
            return text;
        // Peers choose the texts: the seed of the hash is random.
        QString &place = m_texts[qHash(text, QHashSeed::globalSeed()) % MaxTexts];
        if (place != text)
            place = text;
        return place;
    }

private:
    std::array<QString, MaxTexts> m_texts;
};

} // namespace signalbox
