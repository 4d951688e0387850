#include "ui/theme/accent.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace signalbox {

namespace {

struct AccentShade
{
    QRgb onLight;
    QRgb onDark;
};

constexpr std::array<AccentShade, 4> AccentColors{{
    {0xff14692e, 0xff4ac26b},
    {0xff8a5a00, 0xffd4a72c},
    {0xffb42318, 0xffff8a7a},
    {0xff0f766e, 0xff2dd4bf},
}};

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color)
{
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor accentColor(Accent accent, const QColor &background)
{
    const AccentShade &shade = AccentColors[std::size_t(accent)];
    const QColor dark = QColor::fromRgb(shade.onLight);
    const QColor light = QColor::fromRgb(shade.onDark);
    return contrastRatio(dark, background) >= contrastRatio(light, background) ? dark : light;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace signalbox
