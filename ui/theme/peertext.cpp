#include "ui/theme/peertext.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QTextBoundaryFinder>
#include <QTextDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

struct PeerText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::PeerText)
};

constexpr qsizetype MaxToolTipLine = 120; // characters; Qt wraps only rich text

bool hasRightToLeft(QStringView text)
{
    const QList<uint> characters = text.toUcs4();
    return std::ranges::any_of(characters, [](uint character) {
        switch (QChar::direction(character)) {
        case QChar::DirR:
        case QChar::DirAL:
        case QChar::DirAN:
            return true;
        default:
            return false;
        }
    });
}

} // namespace

QString userInText(const QString &user)
{
    return user.isEmpty() ? PeerText::tr("not authenticated") : nameInText(user);
}

QString cellText(const QString &name)
{
    return elided(visibleText(name), MaxCellCharacters);
}

QString nameInText(const QString &name)
{
    QString shown = elided(visibleText(name), MaxNameCharacters);
    if (!hasRightToLeft(shown))
        return shown;
    return QChar(0x2068) + shown + QChar(0x2069); // FSI, PDI
}

qsizetype wholeCharacters(QStringView text, qsizetype maxCharacters)
{
    if (text.size() <= maxCharacters)
        return text.size();
    // A little more than is kept, because a whole payload may follow.
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme,
                               text.first(std::min(text.size(), maxCharacters + 8)).toString());
    finder.setPosition(maxCharacters);
    const qsizetype end = finder.isAtBoundary() ? maxCharacters : finder.toPreviousBoundary();
    if (end > 0)
        return end;
    return text[maxCharacters - 1].isHighSurrogate() ? maxCharacters - 1 : maxCharacters;
}

QString elided(const QString &text, qsizetype maxCharacters)
{
    return text.size() <= maxCharacters ? text : text.left(wholeCharacters(text, maxCharacters)) + u'…';
}

QString plainToolTip(const QString &text)
{
    if (text.size() <= MaxToolTipLine && !Qt::mightBeRichText(text))
        return text;
    return u"<span style=\"white-space:pre-wrap\">"_s + text.toHtmlEscaped() + u"</span>"_s;
}

bool copyCell(const QAbstractItemView &view, QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy))
        return false;
    if (view.currentIndex().isValid())
        QGuiApplication::clipboard()->setText(view.currentIndex().data(Qt::EditRole).toString());
    event->accept();
    return true;
}

} // namespace signalbox
