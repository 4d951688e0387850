#pragma once

#include <QObject>
#include <QPalette>

namespace signalbox {

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
//! follows by QEvent::PaletteChange. Main thread.
class ThemeController final : public QObject
{
    Q_OBJECT
public:
    explicit ThemeController(QObject *parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

private:
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    bool m_isSystemDark; //!< what the desktop wants
};

} // namespace signalbox
