#pragma once

// Showing texts that a peer chose: names of users and rooms, paths, origins, user agents, payloads. Such a text
// must not look like another one, and must not change how the text around it is displayed. What is copied or
// sent stays the text itself.

#include <QString>

namespace signalbox {

enum class PeerTextKind : quint8 {
    Name,  //!< one line that identifies something: spaces at its ends or in a row are made visible, too
    Line,  //!< a payload on one line: line feeds are shown as ↵, tabs as ⇥
    Block, //!< a payload with its lines and tabs
};

//! Returns \a text with everything that is invisible or has an effect on its surroundings replaced by its code
//! point, such as ‹U+200B›: control and format characters, bidirectional controls, blanks that are no plain
//! space, private use, noncharacters, and combining marks beyond MaxMarks on one character. Joiners, variation
//! selectors and tags stay where they take part in an emoji or a script that needs them.
//! For PeerTextKind::Name two different texts never have the same result.
QString visibleText(const QString &text, PeerTextKind kind = PeerTextKind::Name);
inline constexpr int MaxMarks = 6; //!< Hebrew and Vietnamese need up to five

//! Returns the text that visibleText() has made \a visible of, or \a visible if it has no code points.
QString verbatimText(const QString &visible);

} // namespace signalbox
