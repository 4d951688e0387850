#pragma once

#include "core/protocol/envelopeerror.h"
#include "core/protocol/jsonreader.h"

#include <QStringList>

namespace signalbox {

//! Reads values from the fields of one JSON object and keeps the first error. After an error the values are
//! meaningless.
class JsonFieldReader final
{
public:
    //! \a fields must outlive the reader. \a prefix is prepended to field names in errors.
    explicit JsonFieldReader(const std::vector<JsonReader::Field> &fields, const QByteArray &prefix = {})
        : m_fields(fields)
        , m_prefix(prefix)
    {
    }

    //! Returns the raw value, or nothing if the field is absent.
    std::optional<QByteArrayView> raw(QByteArrayView name) const;
    //! The same; an absent field is an error.
    std::optional<QByteArrayView> required(const QByteArray &name);

    //! Returns the text, as UTF-8, of a value that must be a string; otherwise nothing and an error.
    std::optional<QByteArray> string(const QByteArray &name, QByteArrayView value);
    //! Returns the text of a required string that must not be empty, as UTF-8.
    QByteArray requiredText(const QByteArray &name);
    //! Returns a whole number (1.0 and 1e2 are errors), or nothing if the field is absent.
    std::optional<quint64> number(const QByteArray &name, quint64 least, quint64 most);

    //! Returns the name in the field `room`, or nothing if it is absent.
    std::optional<QString> room();
    //! Returns the user name in a required field, in normalization form C.
    QString user(const QByteArray &name);

    //! Records an error of the field \a name. \a what is the end of a sentence that begins with the name.
    void fail(const QByteArray &name, const QString &what);
    void fail(const EnvelopeError &error);
    //! Returns the first error.
    const std::optional<EnvelopeError> &error() const { return m_error; }

private:
    QString exactString(const QByteArray &name, QByteArrayView value);

    const std::vector<JsonReader::Field> &m_fields;
    QByteArray m_prefix;
    std::optional<EnvelopeError> m_error;
};

//! Decodes UTF-8. QString::fromUtf8() would drop a byte order mark, and make two different names equal.
QString exactText(QByteArrayView utf8);
//! Returns the texts of \a array, a valid JSON array; nothing if an element is not a string.
std::optional<QStringList> exactTexts(QByteArrayView array);

EnvelopeError badEnvelope(const QString &text, const QByteArray &field);

} // namespace signalbox
