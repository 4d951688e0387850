#pragma once

#include "core/model/querytext.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>
#include <variant>

namespace signalbox {

//! A place in a JSON text: `order.items[0].id`. A value; may be used by several threads.
class JsonPath
{
public:
    static constexpr std::size_t MaxSteps = 32;

    struct Value
    {
        enum class Kind : quint8 { String, Number, Literal, Container };
        Kind kind = Kind::Literal;
        QByteArray text; //!< a string unescaped, other values as written; of a container see find()
    };

    //! Parses \a length units of \a word from \a at on. `.` and `[` are separators where they are not quoted.
    static std::optional<JsonPath> parse(const QueryWord &word, qsizetype at, qsizetype length);
    //! Returns a path to a field of the outermost object.
    static JsonPath field(const QByteArray &key) { return JsonPath({key}); }

    enum class Containers : quint8 {
        Empty,    //!< their text is empty
        AsWritten //!< copied as well
    };
    //! Returns what is there. Nothing if \a json has no such place or is not JSON as far as that place.
    std::optional<Value> find(QByteArrayView json, Containers containers = Containers::Empty) const;

    friend bool operator==(const JsonPath &, const JsonPath &) = default;

private:
    using Step = std::variant<QByteArray, quint32>; //!< a key (UTF-8), or the index in an array

    explicit JsonPath(std::vector<Step> steps)
        : m_steps(std::move(steps))
    {
    }

    std::vector<Step> m_steps;
};

} // namespace signalbox
