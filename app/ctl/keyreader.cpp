#include "app/ctl/keyreader.h"

#include <optional>

namespace signalbox {

namespace {

constexpr char Escape = '\x1b';
constexpr qsizetype LongestSequence = 32;

std::optional<Key> arrow(char final)
{
    switch (final) {
    case 'A':
        return Key{Key::Kind::Up};
    case 'B':
        return Key{Key::Kind::Down};
    case 'C':
        return Key{Key::Kind::Right};
    case 'D':
        return Key{Key::Kind::Left};
    default:
        return std::nullopt;
    }
}

} // namespace

// ECMA-48: ESC [ parameters final, and ESC O final for the arrows of some terminals.
std::vector<Key> KeyReader::feed(QByteArrayView bytes)
{
    std::vector<Key> keys;
    for (const char byte : bytes) {
        if (byte == Escape) {
            m_sequence = QByteArray(1, Escape);
        } else if (m_sequence.isEmpty()) {
            if (quint8(byte) < 0x80)
                keys.push_back({Key::Kind::Character, byte});
        } else if (m_sequence.size() == 1) {
            if (byte == '[' || byte == 'O')
                m_sequence += byte;
            else
                m_sequence.clear(); // Alt with a key
        } else if (byte >= '@' && byte <= '~') {
            if (const std::optional<Key> key = arrow(byte))
                keys.push_back(*key);
            m_sequence.clear();
        } else if (m_sequence.size() < LongestSequence) {
            m_sequence += byte;
        } else {
            m_sequence.clear();
        }
    }
    return keys;
}

} // namespace signalbox
