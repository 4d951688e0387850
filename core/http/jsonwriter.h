#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>
#include <QStringList>

#include <concepts>

namespace signalbox {

//! Writes one JSON text, piece by piece and without white space. Members keep the order in which they are written. Plain
//! class; the caller keeps objects and arrays balanced.
class JsonWriter final
{
public:
    JsonWriter &beginObject() { return open('{'); }
    JsonWriter &endObject() { return close('}'); }
    JsonWriter &beginArray() { return open('['); }
    JsonWriter &endArray() { return close(']'); }

    //! Begins a member. \a name is ASCII without characters that need escapes.
    JsonWriter &key(QByteArrayView name);
    //! A lone surrogate becomes U+FFFD or a question mark.
    JsonWriter &value(QStringView text);
    JsonWriter &value(const QString &text) { return value(QStringView(text)); }
    //! An array of strings.
    JsonWriter &value(const QStringList &texts);
    //! \a utf8 is valid UTF-8.
    JsonWriter &utf8(QByteArrayView utf8);
    JsonWriter &value(std::same_as<bool> auto flag) { return raw(flag ? "true" : "false"); }
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) JsonWriter &value(Number number)
    {
        return raw(QByteArray::number(number));
    }
    //! With at most \a decimals digits behind the point; what is no finite number becomes null.
    JsonWriter &decimal(double number, int decimals);
    JsonWriter &null() { return raw("null"); }
    //! \a json is a whole JSON value, written as it is.
    JsonWriter &raw(QByteArrayView json);

    //! key() and value() of it.
    template <typename Value>
    JsonWriter &member(QByteArrayView name, const Value &value)
    {
        return key(name).value(value);
    }

    qsizetype size() const { return m_json.size(); }
    //! Returns the text and begins anew.
    QByteArray take();

private:
    JsonWriter &open(char bracket);
    JsonWriter &close(char bracket);
    void separate();

    QByteArray m_json;
    bool m_needsComma = false;
};

} // namespace signalbox
