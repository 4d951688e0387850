#pragma once

#include "core/policy/decision.h"

namespace signalbox {

//! A file built into the program: the test page or the JavaScript client. Immutable: it is read and hashed
//! once.
class BuiltInFile
{
public:
    explicit BuiltInFile(BuiltIn which);

    //! Returns 200 with the file, or 304 when the client has this version. Caches must revalidate it, because
    //! the next version of the program may have another.
    HttpResponse answerTo(const FileRequest &request) const;

private:
    HttpResponse m_whole;
    QByteArray m_entityTag;
};

} // namespace signalbox
