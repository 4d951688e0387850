#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

//! Reads one JSON object (RFC 8259) to the fields of its top level, whose values stay as they were written.
//! The whole text is checked, down to the last value: grammar, UTF-8, escapes, depth. Uses simdjson for that,
//! which finds the tokens without copying or converting them; what it leaves to those who convert (numbers,
//! escapes) is checked here. Any size of number is a number. Keeps its memory from one text to the next; one
//! object a thread.
class JsonReader final
{
public:
    //! Objects and arrays inside each other, the outermost counted.
    static constexpr int MaxDepth = 64;

    struct Field
    {
        QByteArrayView key;   //!< UTF-8, unescaped
        QByteArrayView value; //!< raw JSON without space around it
    };

    //! What is wrong with a text.
    struct Fault
    {
        enum class Kind : quint8 {
            NotJson,   //!< breaks RFC 8259, or holds half a surrogate pair
            NotObject, //!< JSON, but no object
            TooDeep,   //!< more than MaxDepth
        };
        Kind kind = Kind::NotJson;
        QString text;   //!< for people: a sentence without a full stop
        QByteArray key; //!< of the top-level field whose value it is in; empty: not within one
    };

    JsonReader();
    ~JsonReader();
    Q_DISABLE_COPY_MOVE(JsonReader)

    //! No fault: fields() are those of \a json, in order, a key as often as it is there. After a fault they
    //! are those before it.
    std::optional<Fault> read(QByteArrayView json);
    //! Valid until the next read().
    const std::vector<Field> &fields() const { return m_fields; }

private:
    class Simdjson; // its header is large
    class Walk;

    std::unique_ptr<Simdjson> m_simdjson;
    std::vector<Field> m_fields;
    std::deque<QByteArray> m_unescapedKeys; //!< what the keys with escapes in m_fields point to
};

} // namespace signalbox
