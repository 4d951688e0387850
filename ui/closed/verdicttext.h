#pragma once

#include "core/model/verdict.h"

#include <QCoreApplication>

namespace signalbox {

//! Verdicts in the language of the window, with its number formats.
class VerdictText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::VerdictText)

public:
    //! One sentence without a full stop. Contains nothing that a peer has sent.
    static QString of(const Verdict &verdict);

private:
    static QString actor(const std::optional<Actor> &actor);
    static QString kernel(const KernelQueue &kernel);
    static QString silence(const EndEvidence &evidence);
    static QString slowReader(const EndEvidence &evidence);
    static QString reset(const EndEvidence &evidence);
};

} // namespace signalbox
