#include "ui/theme/theme.h"

#include "ui/theme/desktopscheme.h"

#include <QApplication>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct Shades
{
    QRgb window;
    QRgb base;
    QRgb alternate; //!< every second row
    QRgb button;
    QRgb line;
    QRgb text;
    QRgb dimmed;   //!< less important text
    QRgb disabled; //!< exempt from the contrast of other texts
    QRgb selectedRow;
    QRgb highlight;   //!< selected text, the entry of a menu under the mouse, the ring of a focus
    QRgb highlighted; //!< the text on it
    QRgb toolTip;
    QRgb link;
};

constexpr Shades Light{0xfff6f7f8, 0xffffffff, 0xfffafbfb, 0xfffdfdfd, 0xffc3cacf, 0xff1d2429, 0xff5a6670,
                       0xff98a1a8, 0xffd8efec, 0xff0f766e, 0xffffffff, 0xfffff8e1, 0xff0f766e};
constexpr Shades Dark{0xff1b1f22, 0xff23282c, 0xff262c30, 0xff1f2428, 0xff444d54, 0xffe4e8ea, 0xff9dabb4,
                      0xff6f7a82, 0xff17403c, 0xff2bb5a4, 0xff06211e, 0xff3a3626, 0xff2dd4bf};

const Shades &shadesOf(bool dark)
{
    return dark ? Dark : Light;
}

//! The palette of the desktop, before the first change of it.
bool wasDarkAtStart()
{
    static const bool IsDark = isDark(QGuiApplication::palette());
    return IsDark;
}

} // namespace

QString themeKey(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return u"light"_s;
    case ThemeChoice::Dark:
        return u"dark"_s;
    case ThemeChoice::System:
        break;
    }
    return u"system"_s;
}

ThemeChoice themeOfKey(const QString &key)
{
    for (const ThemeChoice choice : {ThemeChoice::Light, ThemeChoice::Dark}) {
        if (key == themeKey(choice))
            return choice;
    }
    return ThemeChoice::System;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QPalette windowPalette(bool dark)
{
    const Shades &shades = shadesOf(dark);
    QPalette palette{QColor::fromRgb(shades.button), QColor::fromRgb(shades.window)}; // also light and shadow
    palette.setColor(QPalette::Base, shades.base);
    palette.setColor(QPalette::AlternateBase, shades.alternate);
    palette.setColor(QPalette::Mid, shades.line);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(role, shades.text);
    palette.setColor(QPalette::BrightText, 0xffffffff);
    palette.setColor(QPalette::PlaceholderText, shades.dimmed);
    palette.setColor(QPalette::ToolTipBase, shades.toolTip);
    palette.setColor(QPalette::ToolTipText, shades.text);
    palette.setColor(QPalette::Link, shades.link);
    palette.setColor(QPalette::LinkVisited, shades.link);
    palette.setColor(QPalette::Highlight, shades.highlight);
    palette.setColor(QPalette::HighlightedText, shades.highlighted);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, shades.disabled);
    palette.setColor(QPalette::Disabled, QPalette::Base, shades.window);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, shades.line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, shades.text);
    return palette;
}

QPalette listPalette(bool dark)
{
    const Shades &shades = shadesOf(dark);
    QPalette palette = windowPalette(dark);
    for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive}) {
        palette.setColor(group, QPalette::Highlight, shades.selectedRow);
        palette.setColor(group, QPalette::HighlightedText, shades.text);
    }
    return palette;
}

QColor selectionColor(const QPalette &palette)
{
    return listPalette(isDark(palette)).color(QPalette::Highlight);
}

ThemeController::ThemeController(DesktopScheme *desktop, QObject *parent)
    : QObject(parent)
    , m_desktop(desktop)
{
    if (desktop) {
        desktop->setParent(this);
        connect(desktop, &DesktopScheme::changed, this, &ThemeController::apply);
    }
    apply();
}

void ThemeController::setChoice(ThemeChoice choice)
{
    m_choice = choice;
    apply();
}

bool ThemeController::isSystemDark() const
{
    if (m_desktop && m_desktop->preference() != DesktopScheme::Preference::None)
        return m_desktop->preference() == DesktopScheme::Preference::Dark;
    return wasDarkAtStart();
}

void ThemeController::apply()
{
    const bool dark = m_choice == ThemeChoice::System ? isSystemDark() : m_choice == ThemeChoice::Dark;
    if (m_isDark == dark)
        return;
    m_isDark = dark;
    QApplication::setPalette(windowPalette(dark));
    QApplication::setPalette(listPalette(dark), "QAbstractItemView");
}

} // namespace signalbox
