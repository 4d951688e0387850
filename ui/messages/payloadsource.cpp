#include "ui/messages/payloadsource.h"

#include "ui/theme/peertext.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

constexpr qsizetype LookBack = 256; // characters

bool isPlain(QChar c)
{
    return (c >= u' ' && c < u'\x7f') || c == u'\n';
}

//! Returns where \a text can be cut at \a units at most. Preferably between plain characters, because joiners and flags are
//! judged by what is beside them.
qsizetype placeToCut(QStringView text, qsizetype units)
{
    if (text.size() <= units)
        return text.size();
    for (qsizetype at = units; at > std::max<qsizetype>(1, units - LookBack); --at) {
        if (isPlain(text[at - 1]) && isPlain(text[at]))
            return at;
    }
    return wholeCharacters(text, units);
}

} // namespace

PayloadSource::PayloadSource(QString text, Layout layout, QString end)
    : m_end(std::move(end))
{
    if (layout == Layout::IndentedJson)
        m_indenter = std::make_unique<JsonIndenter>(std::move(text));
    else
        m_text = std::move(text);
}

QString PayloadSource::next()
{
    const QString part = nextPart();
    return part.isEmpty() ? std::exchange(m_end, {}) : visibleText(part, PeerTextKind::Block);
}

QString PayloadSource::nextPart()
{
    if (m_at == m_text.size() && m_indenter) {
        m_text = m_indenter->next(MaxPiece);
        m_at = 0;
    }
    const QStringView rest = QStringView(m_text).sliced(m_at);
    const qsizetype size = placeToCut(rest, MaxPiece);
    m_at += size;
    return rest.first(size).toString();
}

} // namespace signalbox
