#include "core/protocol/piecewisetext.h"

#include "core/base/unicode.h"
#include "core/protocol/jsontext.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

using Form = PublishedContent::Form;

//! Appends the beginning of \a bytes, at most \a most bytes of JSON. Returns how many of \a bytes it took.
qsizetype append(QByteArray &json, QByteArrayView bytes, Form form, qsizetype most)
{
    switch (form) {
    case Form::Json: {
        const qsizetype taken = wholeCharacters(bytes, most);
        json.append(bytes.first(taken));
        return taken;
    }
    case Form::Text: {
        const qsizetype before = json.size();
        json.resize(before + std::min(most, bytes.size() * MaxEscape));
        const EscapedText escaped =
            escapeTo({json.data() + before, std::size_t(json.size() - before)}, bytes);
        json.resize(before + escaped.written);
        return escaped.taken;
    }
    case Form::Binary: {
        constexpr qsizetype Group = 3; // bytes, four characters of base64
        const qsizetype taken = std::min(most / 4 * Group, bytes.size());
        json.append(base64Of(bytes.first(taken)));
        return taken;
    }
    }
    return 0;
}

} // namespace

PiecewiseText::PiecewiseText(QByteArray head, const PublishedContent &content, QByteArray tail)
    : m_head(std::move(head))
    , m_tail(std::move(tail))
{
    if (content.form != Form::Json) {
        m_head.append('"');
        m_tail.prepend('"');
    }
    m_parts = {Part{m_head, Form::Json}, Part{content.bytes, content.form}, Part{m_tail, Form::Json}};
}

bool PiecewiseText::appendTo(QByteArray &json, qsizetype most)
{
    for (; m_part < m_parts.size(); ++m_part) {
        Part &part = m_parts[m_part];
        const qsizetype before = json.size();
        part.bytes = part.bytes.sliced(append(json, part.bytes, part.form, most));
        most -= json.size() - before;
        if (!part.bytes.isEmpty())
            return false;
    }
    return true;
}

} // namespace signalbox
