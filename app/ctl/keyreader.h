#pragma once

#include <QByteArray>

#include <vector>

namespace signalbox {

//! A key of the terminal.
struct Key
{
    enum class Kind : quint8 { Character, Left, Right, Up, Down };
    Kind kind = Kind::Character;
    char character = 0; //!< of Kind::Character, ASCII

    friend bool operator==(const Key &, const Key &) = default;
};

//! Turns what a terminal sends into keys; sequences that it does not know are skipped. Plain class.
class KeyReader final
{
public:
    //! Returns the keys that \a bytes complete. A sequence may arrive in several parts.
    std::vector<Key> feed(QByteArrayView bytes);

private:
    QByteArray m_sequence; //!< the begin of an escape sequence
};

} // namespace signalbox
