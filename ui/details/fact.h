#pragma once

#include <QString>

#include <vector>

namespace signalbox {

//! One line of the details: what it is, and its value. All texts can be shown as they are: those of peers have been through
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

} // namespace signalbox
