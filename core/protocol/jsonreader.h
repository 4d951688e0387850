#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace signalbox {

class SimdjsonParser;

//! Splits one JSON object (RFC 8259) into the fields of its top level, whose values stay raw JSON. The whole
//! text is validated: grammar, UTF-8, escapes, depth. simdjson finds the tokens without copying or converting
//! them; numbers and escapes, which simdjson validates only on conversion, are checked here. Numbers may have
//! any size. Keeps its memory between texts; use one object for each thread.
class JsonReader final
{
public:
    //! Maximum nesting of objects and arrays, including the outermost.
    static constexpr int MaxDepth = 64;

    struct Field
    {
        QByteArrayView key;   //!< UTF-8, unescaped
        QByteArrayView value; //!< raw JSON without white space around it
    };

    //! Why a text was rejected.
    struct Fault
    {
        enum class Kind : quint8 {
            NotJson,   //!< violates RFC 8259, or contains a lone surrogate
            NotObject, //!< JSON, but not an object
            TooDeep,   //!< nested deeper than MaxDepth
        };
        Kind kind = Kind::NotJson;
        QString text;   //!< for people: a sentence without a full stop
        QByteArray key; //!< the top-level field that contains the fault; empty: none
    };

    JsonReader();
    ~JsonReader();
    Q_DISABLE_COPY_MOVE(JsonReader)

    //! Returns nothing on success; then fields() are those of \a json in order, including repeated keys.
    //! After a fault they are the fields before it.
    std::optional<Fault> read(QByteArrayView json);
    //! Returns the fields; valid until the next read().
    const std::vector<Field> &fields() const { return m_fields; }

private:
    class Walk;

    std::unique_ptr<SimdjsonParser> m_parser;
    std::vector<Field> m_fields;
    std::deque<QByteArray> m_unescapedKeys; //!< storage for the keys of m_fields that had escapes
};

} // namespace signalbox
