#pragma once

#include "core/policy/decision.h"

namespace signalbox {

//! A file the program carries: the test page or the JavaScript client. Immutable, so it is read and hashed
//! once.
class BuiltInFile
{
public:
    explicit BuiltInFile(BuiltIn which);

    //! 200 with the whole of it, or 304 when the asker has just that already. Whoever keeps it has to ask
    //! each time: the next version of the program may bring another.
    HttpResponse answerTo(const FileRequest &request) const;

private:
    HttpResponse m_whole;
    QByteArray m_entityTag;
};

} // namespace signalbox
