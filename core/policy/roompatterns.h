#pragma once

#include <QStringList>
#include <QStringView>

#include <vector>

namespace signalbox {

//! Patterns of room names, as tokens and [[room]] have them. In a pattern `*` stands for any characters, also none and
//! also `/`; everything else for itself, with regard to case. A pattern has to match the whole decoded name. A value;
//! may be used by several threads.
class RoomPatterns
{
public:
    RoomPatterns() = default; //!< matches no room
    explicit RoomPatterns(const QStringList &patterns);

    //! Takes a time that grows with the length of \a room and that of the patterns, whatever they are: nothing is tried
    //! twice.
    bool matches(QStringView room) const;
    //! Returns the patterns as they were given.
    const QStringList &texts() const { return m_texts; }

    friend bool operator==(const RoomPatterns &one, const RoomPatterns &other)
    {
        return one.m_texts == other.m_texts;
    }

private:
    QStringList m_texts;
    std::vector<QStringList>
        m_parts; //!< of each pattern: what is between its `*`; empty where two are side by side
};

} // namespace signalbox
