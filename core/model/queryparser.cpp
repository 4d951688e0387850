// Query::parse(): from words to conditions.

#include "core/base/ascii.h"
#include "core/model/query.h"

#include <QHostAddress>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

constexpr const char *TooLong =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "A filter has at most %1 characters");
constexpr const char *TooManyTerms =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "A filter has at most %1 terms");
constexpr const char *NotClosed =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "A quotation mark is not closed");
constexpr const char *Empty = QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1” lacks what to look for");
constexpr const char *NoField = QT_TRANSLATE_NOOP(
    "signalbox::QueryError",
    "“%1” is no field here; there are %2. Plain text with such a sign needs quotation marks");
constexpr const char *NotCompared =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1” cannot be compared; %2 can");
constexpr const char *NeedsSign =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "Behind “%1” belongs > >= < <= or =");
constexpr const char *NeedsColon = QT_TRANSLATE_NOOP("signalbox::QueryError", "Behind “%1” belongs a colon");
constexpr const char *BadTime =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: a time such as 100ms, 2s or 5min belongs here");
constexpr const char *BadSize =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: a size such as 64KiB or 1MB belongs here");
constexpr const char *BadCount =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: a whole number belongs here");
constexpr const char *BadNumber = QT_TRANSLATE_NOOP(
    "signalbox::QueryError", "“%1”: a whole number or a range such as 4400-4499 belongs here");
constexpr const char *BadChoice = QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: allowed are %2");
constexpr const char *BadAddress = QT_TRANSLATE_NOOP(
    "signalbox::QueryError",
    "“%1”: the beginning of an address such as 10.0. or a network such as 10.0.0.0/8 belongs here");
constexpr const char *BadExactAddress =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: an address such as 10.0.0.7 belongs here");
constexpr const char *BadPath = QT_TRANSLATE_NOOP(
    "signalbox::QueryError", "“%1”: a path and a value such as order.items[0].id=7 belong here");
constexpr const char *BadExpression = QT_TRANSLATE_NOOP("signalbox::QueryError", "“%1”: %2");
constexpr const char *TooManyExpressions =
    QT_TRANSLATE_NOOP("signalbox::QueryError", "A filter has at most %1 expressions");

constexpr qsizetype MaxShown = 100; //!< of a term in an error

QString shortened(const QString &text)
{
    return text.size() <= MaxShown ? text : text.first(MaxShown) + u'…';
}

//! The names of the fields of \a list that fit: `user, room and id` would need translating, so `user room id`.
template <typename Predicate>
QString namesOf(QueryList list, Predicate fits)
{
    QStringList names;
    for (const QueryFieldInfo &info : queryFields()) {
        if (info.isIn(list) && fits(info))
            names += info.name;
    }
    return names.join(u' ');
}

//! The sign behind the name of a field.
struct Sign
{
    bool isColon = false;
    Comparison comparison = Comparison::Equal;
    qsizetype length = 0; //!< units
};

std::optional<Sign> signAt(const QueryWord &word, qsizetype at)
{
    if (at >= word.text.size() || !word.isPlain(at))
        return std::nullopt;
    const bool orEqual = at + 1 < word.text.size() && word.text[at + 1] == u'=' && word.isPlain(at + 1);
    switch (word.text[at].unicode()) {
    case u':':
        return Sign{true, Comparison::Equal, 1};
    case u'=':
        return Sign{false, Comparison::Equal, 1};
    case u'<':
        return Sign{false, orEqual ? Comparison::LessOrEqual : Comparison::Less, orEqual ? 2 : 1};
    case u'>':
        return Sign{false, orEqual ? Comparison::GreaterOrEqual : Comparison::Greater, orEqual ? 2 : 1};
    default:
        return std::nullopt;
    }
}

TextPattern wholeOrPart(const QueryWord &word, qsizetype at, bool isExact)
{
    const QString value = word.text.sliced(at);
    if (!word.hasStar(at))
        return isExact ? TextPattern::exactly(value) : TextPattern::containing(value);
    QStringList parts{QString()};
    for (qsizetype i = at; i < word.text.size(); ++i) {
        if (word.text[i] == u'*' && word.origins[std::size_t(i)] != QueryWord::Origin::Escaped)
            parts += QString();
        else
            parts.back() += word.text[i];
    }
    return TextPattern::wildcard(parts);
}

class Parser
{
public:
    explicit Parser(QueryList list)
        : m_list(list)
    {
    }

    ParsedQuery parse(QStringView text)
    {
        if (text.size() > Query::MaxLength) {
            fail(TooLong, {QString::number(Query::MaxLength)},
                 {Query::MaxLength, text.size() - Query::MaxLength});
            return {{}, std::move(m_errors)};
        }
        const std::vector<QueryWord> words = splitQuery(text);
        if (words.size() > Query::MaxTerms) {
            const qsizetype begin = words[Query::MaxTerms].span.position;
            fail(TooManyTerms, {QString::number(Query::MaxTerms)}, {begin, words.back().span.end() - begin});
            return {{}, std::move(m_errors)};
        }
        for (const QueryWord &word : words)
            addTerm(word);
        // A stable order keeps queries comparable: texts, numbers and addresses cost less than a search in payloads.
        std::ranges::stable_sort(m_conditions, {}, costOf);
        return {Query(std::move(m_conditions)), std::move(m_errors)};
    }

private:
    static int costOf(const QueryCondition &condition)
    {
        if (const auto *text = std::get_if<TextCondition>(&condition.test))
            return text->field == QueryField::Payload ? 3 : text->field == QueryField::Any ? 2 : 1;
        if (std::holds_alternative<NumberCondition>(condition.test))
            return 0;
        return std::holds_alternative<AddressCondition>(condition.test) ? 1 : 4;
    }

    void fail(const char *pattern, const QStringList &arguments, const TextSpan &span)
    {
        m_errors.push_back({pattern, arguments, span});
    }

    void add(const QueryWord &word, decltype(QueryCondition::test) test)
    {
        m_conditions.push_back({word.isNegated, std::move(test)});
    }

    void addTerm(const QueryWord &word)
    {
        if (!word.isClosed) {
            fail(NotClosed, {}, word.span);
            return;
        }
        if (word.text.isEmpty()) {
            fail(Empty, {word.isNegated ? u"-"_s : u"\"\""_s}, word.span);
            return;
        }
        const qsizetype length = nameLength(word);
        if (length == 0) {
            addBare(word);
            return;
        }
        const QStringView name = QStringView(word.text).first(length);
        const Sign sign = *signAt(word, length);
        if (const QueryFieldInfo *info = findQueryField(name, m_list))
            addField(word, *info, sign, length + sign.length);
        else if (isNoField(word, length))
            addBare(word);
        else
            fail(NoField, {name.toString(), namesOf(m_list, [](const QueryFieldInfo &) { return true; })},
                 {word.spanFrom(0).position, length});
    }

    //! A URL or an IPv6 address.
    static bool isNoField(const QueryWord &word, qsizetype nameEnd)
    {
        const QStringView rest = QStringView(word.text).sliced(nameEnd);
        return rest.startsWith(u"://") || rest.startsWith(u"::") ||
               QHostAddress(word.text).protocol() == QHostAddress::IPv6Protocol;
    }

    QueryField wordsAreIn() const
    {
        return m_list == QueryList::Messages ? QueryField::Payload : QueryField::Any;
    }

    void addBare(const QueryWord &word)
    {
        add(word, TextCondition{wordsAreIn(), TextPattern::containing(word.text)});
    }

    //! \a at: where the value begins.
    void addField(const QueryWord &word, const QueryFieldInfo &info, const Sign &sign, qsizetype at)
    {
        if (at == word.text.size()) {
            fail(Empty, {shortened(word.text)}, word.span);
            return;
        }
        const bool isComparison = !sign.isColon && sign.comparison != Comparison::Equal;
        if (isComparison && !info.isCompared() && info.kind != QueryKind::Number) {
            fail(NotCompared,
                 {QString(info.name), namesOf(m_list,
                                              [](const QueryFieldInfo &other) {
                                                  return other.isCompared() ||
                                                         other.kind == QueryKind::Number;
                                              })},
                 word.span);
            return;
        }
        switch (info.kind) {
        case QueryKind::Text:
            add(word, TextCondition{info.field, wholeOrPart(word, at, !sign.isColon)});
            break;
        case QueryKind::Address:
            addAddress(word, sign, at);
            break;
        case QueryKind::Choice:
            addChoice(word, info, at);
            break;
        case QueryKind::Number:
        case QueryKind::Count:
        case QueryKind::Bytes:
        case QueryKind::Time:
            addNumber(word, info, sign, at);
            break;
        case QueryKind::Json:
            addJson(word, sign, at);
            break;
        case QueryKind::Expression:
            addExpression(word, sign, at);
            break;
        }
    }

    void addAddress(const QueryWord &word, const Sign &sign, qsizetype at)
    {
        const QString value = word.text.sliced(at);
        const std::optional<AddressPattern> pattern =
            sign.isColon ? AddressPattern::parse(value) : AddressPattern::exactly(value);
        if (pattern)
            add(word, AddressCondition{*pattern});
        else
            fail(sign.isColon ? BadAddress : BadExactAddress, {shortened(word.text)}, word.spanFrom(at));
    }

    void addChoice(const QueryWord &word, const QueryFieldInfo &info, qsizetype at)
    {
        const QStringList choices = queryChoices(info.field);
        const QString value = word.text.sliced(at).toLower();
        if (choices.contains(value))
            add(word, TextCondition{info.field, TextPattern::exactly(value)});
        else
            fail(BadChoice, {shortened(word.text), choices.join(u' ')}, word.spanFrom(at));
    }

    void addNumber(const QueryWord &word, const QueryFieldInfo &info, const Sign &sign, qsizetype at)
    {
        const QStringView value = QStringView(word.text).sliced(at);
        if (sign.isColon && info.isCompared()) {
            fail(NeedsSign, {QString(info.name)}, word.span);
            return;
        }
        if (m_list == QueryList::Messages && info.field == QueryField::Code) {
            addMessageCode(word, sign, at);
            return;
        }
        const std::optional<NumberRange> range = parseNumberRange(info.kind, sign.comparison, value);
        // There is no id 0, which many programs write for none.
        const bool isNoId =
            info.field == QueryField::Id && sign.comparison == Comparison::Equal && value == u"0";
        if (range && !isNoId) {
            add(word, NumberCondition{info.field, *range});
            return;
        }
        const char *pattern = info.kind == QueryKind::Time    ? BadTime
                              : info.kind == QueryKind::Bytes ? BadSize
                              : info.kind == QueryKind::Count ? BadCount
                                                              : BadNumber;
        fail(pattern, {shortened(word.text)}, word.spanFrom(at));
    }

    //! The code of an error or a notice of the envelope: its field `code`, a word or a number; or that of a Close.
    void addMessageCode(const QueryWord &word, const Sign &sign, qsizetype at)
    {
        addJsonTest(word, QueryField::Code, JsonPath::field("code"), sign.comparison, at);
    }

    void addJson(const QueryWord &word, const Sign &sign, qsizetype at)
    {
        qsizetype end = at;
        std::optional<Sign> valueSign;
        while (end < word.text.size() && !(valueSign = signAt(word, end)))
            ++end;
        const std::optional<JsonPath> path =
            sign.isColon ? JsonPath::parse(word, at, end - at) : std::nullopt;
        if (!path || (valueSign && valueSign->isColon)) {
            fail(BadPath, {shortened(word.text)}, word.spanFrom(at));
            return;
        }
        if (!valueSign)
            add(word, JsonCondition{QueryField::Json, *path});
        else
            addJsonTest(word, QueryField::Json, *path, valueSign->comparison, end + valueSign->length);
    }

    void addJsonTest(const QueryWord &word, QueryField field, const JsonPath &path, Comparison comparison,
                     qsizetype at)
    {
        JsonCondition condition{field, path, comparison};
        bool isNumber = false;
        const double number = word.text.sliced(at).toDouble(&isNumber);
        if (isNumber)
            condition.number = number;
        if (comparison == Comparison::Equal) {
            condition.text = wholeOrPart(word, at, true);
        } else if (!isNumber) {
            fail(BadCount, {shortened(word.text)}, word.spanFrom(at));
            return;
        }
        add(word, std::move(condition));
    }

    void addExpression(const QueryWord &word, const Sign &sign, qsizetype at)
    {
        if (!sign.isColon) {
            fail(NeedsColon, {u"re"_s}, word.span);
            return;
        }
        if (++m_expressions > Query::MaxExpressions) {
            fail(TooManyExpressions, {QString::number(Query::MaxExpressions)}, word.span);
            return;
        }
        auto compiled = RegexPattern::compile(word.text.sliced(at));
        if (auto *pattern = std::get_if<RegexPattern>(&compiled)) {
            add(word, RegexCondition{wordsAreIn(), std::move(*pattern)});
            return;
        }
        const auto &fault = std::get<RegexPattern::Fault>(compiled);
        const qsizetype first = word.positions[std::size_t(at + fault.span.position)];
        const qsizetype last = word.positions[std::size_t(at + fault.span.end() - 1)];
        fail(BadExpression, {shortened(word.text), fault.text}, {first, last + 1 - first});
    }

    QueryList m_list;
    std::vector<QueryCondition> m_conditions;
    std::vector<QueryError> m_errors;
    int m_expressions = 0;
};

} // namespace

ParsedQuery Query::parse(QStringView text, QueryList list)
{
    return Parser(list).parse(text);
}

} // namespace signalbox
