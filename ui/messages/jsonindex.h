#pragma once

#include "ui/messages/jsontext.h"

#include <QString>

#include <vector>

namespace signalbox {

//! The values of a JSON text and where they are in it. The text is not parsed into values: keys that occur twice, numbers
//! and spellings stay as they were sent. Also of a text with a fault, as far as that. Not recursive.
class JsonIndex
{
public:
    //! A value. Nodes are numbered in the order of the text, the outermost is 0. Positions are in UTF-16 units.
    struct Node
    {
        qint32 begin = 0;
        qint32 end = 0;       //!< behind the value; of a container without an end: behind all that was read
        qint32 keyBegin = -1; //!< of the key with its quotation marks; -1: none
        qint32 keyEnd = -1;
        qint32 parent = -1;
        qint32 next = 0; //!< the number behind this one and all below it
        qint32 children = 0;
        qint32 position = 0; //!< among the children of its parent

        qint32 start() const { return keyBegin < 0 ? begin : keyBegin; }
    };

    JsonIndex() = default;
    explicit JsonIndex(QString text);

    const JsonCheck &check() const { return m_check; }
    bool isEmpty() const { return m_nodes.empty(); }
    qint32 size() const { return qint32(m_nodes.size()); }
    const Node &at(qint32 node) const { return m_nodes[std::size_t(node)]; }
    const QString &text() const { return m_text; }

    bool isContainer(qint32 node) const;
    bool isObject(qint32 node) const { return m_text[at(node).begin] == u'{'; }
    //! Returns the value as sent.
    QStringView value(qint32 node) const;
    //! Returns the key as sent, with its quotation marks; empty in an array and for the outermost value.
    QStringView key(qint32 node) const;

    //! Returns where the value is, as the query language writes it behind `json:`. Empty where it has no expression: for the
    //! outermost value, below an empty key or one with half a surrogate pair, below the second of two equal keys, and
    //! below JsonPath::MaxSteps levels.
    QString path(qint32 node) const;

private:
    struct Builder;

    bool isFirstOfItsKey(qint32 node) const;

    QString m_text;
    std::vector<Node> m_nodes;
    JsonCheck m_check;
};

//! Returns the characters that a JSON string stands for; \a string has its quotation marks. A half of a surrogate pair stays
//! one.
QString unescapedJson(QStringView string);

} // namespace signalbox
