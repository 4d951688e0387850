#include "ui/messages/jsonindex.h"

#include "core/model/jsonpath.h"
#include "ui/messages/jsonscanner.h"

#include <QStringList>

#include <algorithm>
#include <limits>

namespace signalbox {

namespace {

bool isBracket(QChar c)
{
    return c == u'{' || c == u'[';
}

bool hasLoneSurrogate(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!text[i].isSurrogate())
            continue;
        if (!text[i].isHighSurrogate() || i + 1 == text.size() || !text[i + 1].isLowSurrogate())
            return true;
        ++i;
    }
    return false;
}

//! Returns whether \a key means itself in a query without quotation marks.
bool isPlainKey(QStringView key)
{
    return std::ranges::all_of(key, [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-'; });
}

} // namespace

//! The sink of the scanner.
struct JsonIndex::Builder
{
    explicit Builder(std::vector<Node> &into)
        : nodes(into)
    {
    }

    void add(qsizetype begin, qsizetype end)
    {
        Node node;
        node.begin = qint32(begin);
        node.end = qint32(end);
        node.keyBegin = keyBegin;
        node.keyEnd = keyEnd;
        node.parent = parent;
        node.next = qint32(nodes.size()) + 1;
        if (parent >= 0)
            node.position = nodes[std::size_t(parent)].children++;
        nodes.push_back(node);
        keyBegin = -1;
        keyEnd = -1;
    }

    void end(qsizetype at)
    {
        Node &container = nodes[std::size_t(parent)];
        container.end = qint32(at);
        container.next = qint32(nodes.size());
        parent = container.parent;
    }

    void open(qsizetype at)
    {
        add(at, at + 1);
        parent = qint32(nodes.size()) - 1;
    }
    void close(qsizetype at, bool /*hadElements*/) { end(at + 1); }
    void element() {}
    void comma() {}
    void colon() {}
    void key(qsizetype begin, qsizetype end)
    {
        keyBegin = qint32(begin);
        keyEnd = qint32(end);
    }
    void scalar(qsizetype begin, qsizetype end) { add(begin, end); }

    std::vector<Node> &nodes;
    qint32 parent = -1;
    qint32 keyBegin = -1;
    qint32 keyEnd = -1;
};

JsonIndex::JsonIndex(QString text)
    : m_text(std::move(text))
{
    Builder builder(m_nodes);
    m_check = JsonScanner(m_text, builder, std::numeric_limits<qsizetype>::max()).run();
    while (builder.parent >= 0)
        builder.end(m_check.offset);
}

bool JsonIndex::isContainer(qint32 node) const
{
    return isBracket(m_text[at(node).begin]);
}

QStringView JsonIndex::value(qint32 node) const
{
    return QStringView(m_text).sliced(at(node).begin, at(node).end - at(node).begin);
}

QStringView JsonIndex::key(qint32 node) const
{
    const Node &found = at(node);
    return found.keyBegin < 0 ? QStringView()
                              : QStringView(m_text).sliced(found.keyBegin, found.keyEnd - found.keyBegin);
}

bool JsonIndex::isFirstOfItsKey(qint32 node) const
{
    const QString wanted = unescapedJson(key(node));
    for (qint32 other = at(node).parent + 1; other < node; other = at(other).next) {
        if (unescapedJson(key(other)) == wanted)
            return false;
    }
    return true;
}

QString JsonIndex::path(qint32 node) const
{
    QStringList steps;
    for (; at(node).parent >= 0; node = at(node).parent) {
        if (steps.size() == qsizetype(JsonPath::MaxSteps))
            return {};
        if (at(node).keyBegin < 0) {
            steps.prepend(u'[' + QString::number(at(node).position) + u']');
            continue;
        }
        const QString key = unescapedJson(this->key(node));
        if (key.isEmpty() || hasLoneSurrogate(key) || !isFirstOfItsKey(node))
            return {};
        const QString step = isPlainKey(key) ? key : quotedForQuery(key);
        steps.prepend(at(at(node).parent).parent < 0 ? step : u'.' + step);
    }
    return steps.join(QString());
}

QString unescapedJson(QStringView string)
{
    QString text;
    text.reserve(string.size());
    for (qsizetype i = 1; i < string.size(); ++i) {
        QChar c = string[i];
        if (c == u'"')
            break;
        if (c == u'\\' && i + 1 < string.size()) {
            c = string[++i];
            switch (c.unicode()) {
            case u'b':
                c = u'\b';
                break;
            case u'f':
                c = u'\f';
                break;
            case u'n':
                c = u'\n';
                break;
            case u'r':
                c = u'\r';
                break;
            case u't':
                c = u'\t';
                break;
            case u'u':
                if (i + 4 < string.size()) {
                    c = QChar(string.sliced(i + 1, 4).toUShort(nullptr, 16));
                    i += 4;
                }
                break;
            default: // stands for itself
                break;
            }
        }
        text.append(c);
    }
    return text;
}

} // namespace signalbox
