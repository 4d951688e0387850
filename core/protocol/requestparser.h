#pragma once

#include "core/protocol/envelopeerror.h"
#include "core/protocol/jsonreader.h"
#include "core/protocol/request.h"

namespace signalbox {

//! Reads requests of the envelope (README, "The envelope"). Pure: bytes in, a value or an
//! error out. Keeps up to some MiB of memory from one message to the next, so have one object a thread, not
//! one a connection.
//!
//! - The whole text is checked, `content` to its last value: RFC 8259, UTF-8, no byte order mark, nothing
//! behind it,
//!   no half surrogate pairs (`bad_json`); at most 64 objects and arrays inside each other, the envelope
//!   counted
//!   (`bad_envelope`).
//! - A key twice in the envelope (or in `since`) is `bad_envelope`, escapes or not: `type` is `\u0074ype`.
//! Within
//!   `content` keys are the business of those who read it.
//! - `content` stays as it was sent, without the space around it. Fields that a request does not have are
//! ignored,
//!   `from` too. `null` is a value, not an absent field.
//! - limit, seq and before have to be spelled as whole numbers: 1.0 and 1e2 are not.
class RequestParser final
{
public:
    //! The error's id is what could be read of it: all that came before what is not JSON, or the whole
    //! envelope's.
    using Parsed = std::variant<Request, EnvelopeError>;

    //! \a text of any size is legal here: max_message is the wire's to keep. The result borrows nothing from
    //! it.
    Parsed parse(QByteArrayView text);

private:
    JsonReader m_envelope;
    JsonReader m_since; //!< of its own: the fields of the envelope are still needed while it is read
};

} // namespace signalbox
