#pragma once

#include <QObject>
#include <QPalette>

#include <optional>

namespace signalbox {

class DesktopScheme;

enum class ThemeChoice : quint8 { System, Light, Dark };

//! Returns the key of \a choice in the settings: `system`, `light`, `dark`.
QString themeKey(ThemeChoice choice);
//! An unknown key is ThemeChoice::System.
ThemeChoice themeOfKey(const QString &key);

//! Returns whether \a palette has light text on a dark ground.
bool isDark(const QPalette &palette);

//! Returns the palette of the window. All of its texts have a contrast of at least 4.5:1 to their ground, except disabled
//! ones.
QPalette windowPalette(bool dark);
//! The same for lists: a selected row is a tint of the accent, on which text and all accents can be read.
QPalette listPalette(bool dark);
//! Returns the ground of a selected row of a list beside \a palette.
QColor selectionColor(const QPalette &palette);

//! Gives all windows of the program the colours that the user chooses; may change at run time. Everything painted
//! follows by QEvent::PaletteChange. ThemeChoice::System is what the desktop says (DesktopScheme), otherwise light or dark
//! as the palette was when the program started. Main thread.
class ThemeController final : public QObject
{
    Q_OBJECT
public:
    //! Takes ownership of \a desktop; null: the desktop says nothing.
    explicit ThemeController(DesktopScheme *desktop, QObject *parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

private:
    void apply();
    bool isSystemDark() const;

    ThemeChoice m_choice = ThemeChoice::System;
    DesktopScheme *m_desktop;
    std::optional<bool> m_isDark; //!< what was applied
};

} // namespace signalbox
