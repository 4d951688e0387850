#pragma once

#include <QString>

namespace signalbox {

//! A view of a payload that can be searched.
class PayloadSearch
{
public:
    //! More places are not looked for.
    static constexpr int MaxMatches = 10'000;

    PayloadSearch() = default;
    virtual ~PayloadSearch() = default;
    Q_DISABLE_COPY_MOVE(PayloadSearch)

    //! Looks for \a text in any case, marks the places that have it, and returns their number. An empty text removes the
    //! marks.
    virtual int search(const QString &text) = 0;
    //! Returns the first place at or behind the current position; 0 if there is none behind it. From 0.
    virtual int firstMatch() const = 0;
    //! Makes the place current and visible. \a number is below what search() returned.
    virtual void showMatch(int number) = 0;
};

} // namespace signalbox
