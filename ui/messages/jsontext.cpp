#include "ui/messages/jsontext.h"

#include "ui/messages/jsonscanner.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <utility>

namespace signalbox {

namespace {

struct NoSink
{
    void open(qsizetype /*at*/) {}
    void close(qsizetype /*at*/, bool /*hadElements*/) {}
    void element() {}
    void comma() {}
    void colon() {}
    void key(qsizetype /*begin*/, qsizetype /*end*/) {}
    void scalar(qsizetype /*begin*/, qsizetype /*end*/) {}
};

struct JsonFaultText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::JsonFault)
};

} // namespace

//! Writes the tokens into a text.
class JsonIndenter::Writer
{
public:
    explicit Writer(QString text)
        : m_text(std::move(text))
        , m_scanner(m_text, *this, std::numeric_limits<qsizetype>::max())
    {
    }

    QString next(qsizetype units)
    {
        while (m_out.size() < units && m_scanner.scanTo(m_readTo))
            m_readTo += Step;
        return std::exchange(m_out, {});
    }

    void open(qsizetype at)
    {
        m_out.append(m_text[at]);
        ++m_level;
    }
    void close(qsizetype at, bool hadElements)
    {
        --m_level;
        if (hadElements)
            element();
        m_out.append(m_text[at]);
    }
    void element()
    {
        m_out.append(u'\n');
        m_out.append(QString(2 * std::min<qsizetype>(m_level, MaxIndentedLevels), u' '));
    }
    void comma() { m_out.append(u','); }
    void colon() { m_out.append(u": "); }
    void key(qsizetype begin, qsizetype end) { scalar(begin, end); }
    void scalar(qsizetype begin, qsizetype end)
    {
        m_out.append(QStringView(m_text).sliced(begin, end - begin));
    }

private:
    static constexpr qsizetype Step = 256; // a bracket of the text may become a line with its indentation

    QString m_text;
    QString m_out;
    qsizetype m_level = 0;
    qsizetype m_readTo = 0;
    JsonScanner<Writer> m_scanner;
};

JsonIndenter::JsonIndenter(QString text)
    : m_writer(std::make_unique<Writer>(std::move(text)))
{
}

JsonIndenter::~JsonIndenter() = default;

QString JsonIndenter::next(qsizetype units)
{
    return m_writer->next(units);
}

JsonCheck checkJson(QStringView text, qsizetype maxDepth)
{
    NoSink sink;
    return JsonScanner(text, sink, maxDepth).run();
}

QString describe(JsonFault fault)
{
    switch (fault) {
    case JsonFault::None:
        break;
    case JsonFault::UnexpectedEnd:
        return JsonFaultText::tr("the text ends too early");
    case JsonFault::ExpectedValue:
        return JsonFaultText::tr("a value is expected here");
    case JsonFault::ExpectedKey:
        return JsonFaultText::tr("a key in double quotes is expected here");
    case JsonFault::ExpectedColon:
        return JsonFaultText::tr("a colon is expected here");
    case JsonFault::ExpectedCommaOrEnd:
        return JsonFaultText::tr("a comma or a closing bracket is expected here");
    case JsonFault::BadLiteral:
        return JsonFaultText::tr("only true, false and null may stand without quotes");
    case JsonFault::BadNumber:
        return JsonFaultText::tr("not a number as JSON writes it");
    case JsonFault::BadEscape:
        return JsonFaultText::tr("unknown escape after a backslash");
    case JsonFault::ControlInString:
        return JsonFaultText::tr("line breaks and control characters must be escaped");
    case JsonFault::TooDeep:
        return JsonFaultText::tr("nested too deeply");
    case JsonFault::TrailingText:
        return JsonFaultText::tr("only one value is allowed");
    }
    return {};
}

} // namespace signalbox
