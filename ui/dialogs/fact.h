#pragma once

#include "ui/dialogs/bansubject.h"

#include <QString>

#include <vector>

namespace signalbox {

//! One line of what is known about something: what it is, and its value. All texts can be shown as they are: those of peers have been through
//! visibleText().
struct Fact
{
    enum class Tone : quint8 { Usual, Notice, Bad };

    QString title;
    QString value;
    QString toolTip{}; //!< plain text; empty: the value, where it has no room
    Tone tone = Tone::Usual;

    friend bool operator==(const Fact &, const Fact &) = default;
};

using Facts = std::vector<Fact>;

//! What is known about a row of a list, such as a connection that has ended.
struct FactSheet
{
    QString headline;
    QString sentence; //!< what matters most; may be empty
    Facts facts;
    BanSubject ban{}; //!< whom a ban of it would be about; may be empty

    friend bool operator==(const FactSheet &, const FactSheet &) = default;
};

} // namespace signalbox
