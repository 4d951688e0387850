#pragma once

#include "core/protocol/envelopeerror.h"
#include "core/protocol/jsonreader.h"
#include "core/protocol/request.h"

namespace signalbox {

//! Parses the requests of the envelope (README, "The envelope"). A pure function of its input. Keeps up to
//! some MiB of memory between messages: use one object for each thread, not for each connection.
//!
//! - The whole text is validated, including the values within `content`: RFC 8259, UTF-8, no byte order mark,
//!   nothing after the object, no lone surrogates (else `bad_json`); at most 64 nested objects and arrays,
//!   including the envelope (else `bad_envelope`).
//! - A repeated key in the envelope or in `since` is `bad_envelope`; keys are compared unescaped. Keys within
//!   `content` are not checked.
//! - `content` stays unchanged but for white space around it. Unknown fields are ignored, including `from`.
//!   `null` is a value, not an absent field.
//! - limit, seq and before must be written as whole numbers: 1.0 and 1e2 are invalid.
class RequestParser final
{
public:
    //! An error has the id of the request if it could be read: for invalid JSON only if it precedes the
    //! invalid part.
    using Parsed = std::variant<Request, EnvelopeError>;

    //! \a text may have any size; the transport enforces max_message. The result does not refer to \a text.
    Parsed parse(QByteArrayView text);
    //! Returns the `type` of the text parsed last, also of an invalid request if it could be read: its first \a most
    //! bytes, UTF-8. Empty: there is none. That text must still exist.
    QByteArray type(qsizetype most) const;

private:
    JsonReader m_envelope;
    JsonReader m_since; //!< separate, because the fields of m_envelope are in use meanwhile
};

} // namespace signalbox
