#pragma once

namespace signalbox {

//! Distances in the window, in pixels that do not depend on the scale factor. All layouts use these.
namespace Spacing {
inline constexpr int Small = 4;  //!< between parts of one thing
inline constexpr int Medium = 8; //!< between things in a row
inline constexpr int Large = 12; //!< at the edge of a strip or a page, and between groups
} // namespace Spacing

} // namespace signalbox
