#pragma once

#include "core/protocol/envelopeerror.h"
#include "core/protocol/jsonreader.h"

namespace signalbox {

//! Takes values out of the fields of one JSON object and remembers the first complaint. Once there is one,
//! the values mean nothing.
class JsonFieldReader final
{
public:
    //! \a fields outlive this; \a prefix stands in front of the names in complaints.
    explicit JsonFieldReader(const std::vector<JsonReader::Field> &fields, const QByteArray &prefix = {})
        : m_fields(fields)
        , m_prefix(prefix)
    {
    }

    //! The raw value; none if the field is absent.
    std::optional<QByteArrayView> raw(QByteArrayView name) const;
    //! The same, and a complaint if it is absent.
    std::optional<QByteArrayView> required(const QByteArray &name);

    //! The text, as UTF-8, of a value that has to be a string; none with a complaint.
    std::optional<QByteArray> string(const QByteArray &name, QByteArrayView value);
    //! UTF-8, not empty.
    QByteArray requiredText(const QByteArray &name);
    //! Spelled as a whole number; none if absent.
    std::optional<quint64> number(const QByteArray &name, quint64 least, quint64 most);

    //! `room`, if it is there.
    std::optional<QString> room();
    //! The name of a user, required.
    QString user(const QByteArray &name);

    //! \a what is wrong with the field, as the rest of a sentence that begins with its name.
    void complain(const QByteArray &name, const QString &what);
    void complain(const EnvelopeError &error);
    const std::optional<EnvelopeError> &complaint() const { return m_complaint; }

private:
    QString validName(const QByteArray &name, QByteArrayView value, bool (*isValid)(QStringView),
                      qsizetype most);

    const std::vector<JsonReader::Field> &m_fields;
    QByteArray m_prefix;
    std::optional<EnvelopeError> m_complaint;
};

//! Unlike QString::fromUtf8(), which swallows a byte order mark: two names that differ must not become one.
QString exactText(QByteArrayView utf8);

EnvelopeError badEnvelope(const QString &text, const QByteArray &field);

} // namespace signalbox
