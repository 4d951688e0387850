#pragma once

#include <QByteArrayView>

namespace signalbox {

//! A CRC-32 of several values, each with its length: SQLite notices damage of its structure, but not inside a value.
class Checksum final
{
public:
    Checksum &add(quint64 value);
    Checksum &add(QByteArrayView bytes);
    quint32 value() const { return m_value; }

private:
    quint32 m_value = 0;
};

} // namespace signalbox
