#include "ui/connections/connectionfilter.h"

#include "ui/connections/connectionrow.h"

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

using Field = ConnectionFilter::Field;
using Quantity = ConnectionFilter::Quantity;
using Comparison = ConnectionFilter::Comparison;

enum class Unit : quint8 { Time, Bytes, Messages };

struct FieldName
{
    QLatin1StringView name;
    Field field;
};
constexpr std::array<FieldName, 12> FieldNames{{
    {"user"_L1, Field::User},
    {"room"_L1, Field::Room},
    {"addr"_L1, Field::Address},
    {"address"_L1, Field::Address},
    {"id"_L1, Field::Id},
    {"path"_L1, Field::Path},
    {"agent"_L1, Field::Agent},
    {"origin"_L1, Field::Origin},
    {"protocol"_L1, Field::Protocol},
    {"subprotocol"_L1, Field::Protocol},
    {"listener"_L1, Field::Listener},
    {"state"_L1, Field::State},
}};

struct QuantityName
{
    QLatin1StringView name;
    Quantity quantity;
    Unit unit;
};
constexpr std::array<QuantityName, 6> QuantityNames{{
    {"latency"_L1, Quantity::Latency, Unit::Time},
    {"queued"_L1, Quantity::Queued, Unit::Bytes},
    {"idle"_L1, Quantity::Idle, Unit::Time},
    {"connected"_L1, Quantity::Connected, Unit::Time},
    {"in"_L1, Quantity::MessagesIn, Unit::Messages},
    {"out"_L1, Quantity::MessagesOut, Unit::Messages},
}};

struct UnitName
{
    QStringView name;
    Unit unit;
    double factor;
};
constexpr std::array<UnitName, 17> UnitNames{{
    {u"ns", Unit::Time, 1},
    {u"us", Unit::Time, 1e3},
    {u"µs", Unit::Time, 1e3},
    {u"ms", Unit::Time, 1e6},
    {u"s", Unit::Time, 1e9},
    {u"min", Unit::Time, 60e9},
    {u"h", Unit::Time, 3600e9},
    {u"d", Unit::Time, 86400e9},
    {u"", Unit::Bytes, 1},
    {u"B", Unit::Bytes, 1},
    {u"kB", Unit::Bytes, 1e3},
    {u"MB", Unit::Bytes, 1e6},
    {u"GB", Unit::Bytes, 1e9},
    {u"KiB", Unit::Bytes, 1024.0},
    {u"MiB", Unit::Bytes, 1024.0 * 1024},
    {u"GiB", Unit::Bytes, 1024.0 * 1024 * 1024},
    {u"", Unit::Messages, 1},
}};

//! Parses `1.5s`, `64KiB`, `20`; units without regard to case.
std::optional<double> parseValue(QStringView text, Unit unit)
{
    const auto end =
        std::ranges::find_if_not(text, [](QChar c) { return (c >= u'0' && c <= u'9') || c == u'.'; });
    const qsizetype digits = end - text.begin();
    bool ok = false;
    const double value = text.first(digits).toDouble(&ok);
    if (!ok)
        return std::nullopt;
    const QStringView name = text.sliced(digits);
    for (const UnitName &candidate : UnitNames) {
        if (candidate.unit == unit && candidate.name.compare(name, Qt::CaseInsensitive) == 0)
            return value * candidate.factor;
    }
    return std::nullopt;
}

//! Splits at blanks outside of quotes and removes the quotes. Returns nullopt if a quote is not closed.
std::optional<QStringList> splitWords(const QString &text)
{
    QStringList words;
    QString word;
    bool isQuoted = false;
    bool isStarted = false;
    for (const QChar c : text) {
        if (c == u'"') {
            isQuoted = !isQuoted;
            isStarted = true;
        } else if (c.isSpace() && !isQuoted) {
            if (isStarted)
                words += std::exchange(word, {});
            isStarted = false;
        } else {
            word += c;
            isStarted = true;
        }
    }
    if (isQuoted)
        return std::nullopt;
    if (isStarted)
        words += word;
    words.removeAll(QString());
    return words;
}

bool isName(QStringView text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
    });
}

bool contains(const QString &text, const QString &part)
{
    return text.contains(part, Qt::CaseInsensitive);
}

bool hasAddress(const ConnectionRow &row, const QString &beginning)
{
    const QStringView address = row.peerText;
    const bool isBracketed = address.startsWith(u'[') && !beginning.startsWith(u'[');
    return address.sliced(isBracketed ? 1 : 0).startsWith(beginning, Qt::CaseInsensitive);
}

bool isAnywhere(const ConnectionRow &row, const QString &text)
{
    const ConnectionInfo &info = row.info;
    return contains(info.user, text) || contains(row.peerText, text) || contains(info.room, text) ||
           contains(info.path, text) || contains(info.userAgent, text) || contains(info.origin, text) ||
           contains(info.subprotocol, text) || contains(info.id.toString(), text);
}

std::optional<double> quantityOf(const ConnectionRow &row, Quantity quantity, WallTime now)
{
    const Activity &activity = row.activity;
    switch (quantity) {
    case Quantity::Latency:
        return activity.latency ? std::optional(double(activity.latency->smoothed.count())) : std::nullopt;
    case Quantity::Queued:
        return double(activity.queuedBytes);
    case Quantity::Idle:
        return double(Nanoseconds(now - activity.lastTraffic).count());
    case Quantity::Connected:
        return double(Nanoseconds(now - row.info.connectedAt).count());
    case Quantity::MessagesIn:
        return double(activity.traffic.messagesIn);
    case Quantity::MessagesOut:
        break;
    }
    return double(activity.traffic.messagesOut);
}

Error invalid(const QString &text)
{
    return {Error::Code::Invalid, text};
}

} // namespace

Result<ConnectionFilter> ConnectionFilter::parse(const QString &text)
{
    const std::optional<QStringList> words = splitWords(text);
    if (!words)
        return invalid(tr("A quotation mark is not closed"));
    ConnectionFilter filter;
    for (const QString &word : *words) {
        const Result<Term> term = parseTerm(word);
        if (!term)
            return term.error();
        filter.m_terms.push_back(*term);
    }
    return filter;
}

bool ConnectionFilter::accepts(const ConnectionRow &row, WallTime now) const
{
    return std::ranges::all_of(m_terms, [&](const Term &term) {
        if (const auto *text = std::get_if<TextTerm>(&term))
            return isTrue(*text, row);
        return isTrue(std::get<NumberTerm>(term), row, now);
    });
}

bool ConnectionFilter::isLive() const
{
    return std::ranges::any_of(m_terms, [](const Term &term) {
        const auto *text = std::get_if<TextTerm>(&term);
        return !text || text->field == Field::State;
    });
}

//! A term has an operator if the first of `:`, `<` and `>` follows a field name. Everything else is a bare
//! word; also an address or a URL.
Result<ConnectionFilter::Term> ConnectionFilter::parseTerm(const QString &word)
{
    const auto sign = std::ranges::find_if(word, [](QChar c) { return c == u':' || c == u'<' || c == u'>'; });
    const qsizetype at = sign - word.begin();
    if (sign == word.end() || !isName(QStringView(word).first(at)) ||
        QStringView(word).sliced(at).startsWith(u"://"))
        return Term(TextTerm{Field::Anywhere, word});
    return *sign == u':' ? parseText(word, at) : parseNumber(word, at);
}

Result<ConnectionFilter::Term> ConnectionFilter::parseText(const QString &word, qsizetype colon)
{
    const QStringView name = QStringView(word).first(colon);
    const QString value = word.sliced(colon + 1);
    const auto *known = std::ranges::find_if(FieldNames, [name](const FieldName &candidate) {
        return name.compare(candidate.name, Qt::CaseInsensitive) == 0;
    });
    if (known == FieldNames.end()) {
        return invalid(
            tr("“%1” is no field; there are user, room, addr, id, path, agent, origin, protocol, listener "
               "and state")
                .arg(name.toString()));
    }
    if (value.isEmpty())
        return invalid(tr("“%1” lacks what to look for").arg(word));
    if (known->field == Field::Id && QStringView(value).toULongLong() == 0)
        return invalid(tr("“%1”: an id is a number from 1").arg(word));
    if (known->field == Field::State && value.compare("open"_L1, Qt::CaseInsensitive) != 0 &&
        value.compare("closing"_L1, Qt::CaseInsensitive) != 0)
        return invalid(tr("“%1”: a state is open or closing").arg(word));
    return Term(TextTerm{known->field, value});
}

Result<ConnectionFilter::Term> ConnectionFilter::parseNumber(const QString &word, qsizetype sign)
{
    const QStringView name = QStringView(word).first(sign);
    const bool isLess = word[sign] == u'<';
    const bool orEqual = QStringView(word).sliced(sign + 1).startsWith(u'=');
    const QStringView value = QStringView(word).sliced(sign + (orEqual ? 2 : 1));
    const auto *known = std::ranges::find_if(QuantityNames, [name](const QuantityName &candidate) {
        return name.compare(candidate.name, Qt::CaseInsensitive) == 0;
    });
    if (known == QuantityNames.end()) {
        return invalid(tr("“%1” cannot be compared; latency, queued, idle, connected, in and out can")
                           .arg(name.toString()));
    }
    const std::optional<double> number = parseValue(value, known->unit);
    if (!number) {
        switch (known->unit) {
        case Unit::Time:
            return invalid(tr("“%1”: a time such as 100ms, 2s or 5min belongs here").arg(word));
        case Unit::Bytes:
            return invalid(tr("“%1”: a size such as 64KiB or 1MB belongs here").arg(word));
        case Unit::Messages:
            return invalid(tr("“%1”: a number belongs here").arg(word));
        }
    }
    const Comparison comparison = isLess ? (orEqual ? Comparison::LessOrEqual : Comparison::Less)
                                         : (orEqual ? Comparison::GreaterOrEqual : Comparison::Greater);
    return Term(NumberTerm{known->quantity, comparison, *number});
}

bool ConnectionFilter::isTrue(const TextTerm &term, const ConnectionRow &row)
{
    switch (term.field) {
    case Field::Anywhere:
        return isAnywhere(row, term.text);
    case Field::User:
        return contains(row.info.user, term.text);
    case Field::Room:
        return contains(row.info.room, term.text);
    case Field::Address:
        return hasAddress(row, term.text);
    case Field::Id:
        return row.info.id.value() == term.text.toULongLong();
    case Field::Path:
        return contains(row.info.path, term.text);
    case Field::Agent:
        return contains(row.info.userAgent, term.text);
    case Field::Origin:
        return contains(row.info.origin, term.text);
    case Field::Protocol:
        return contains(row.info.subprotocol, term.text);
    case Field::Listener:
        return contains(row.listenerText, term.text);
    case Field::State:
        break;
    }
    const bool wantsOpen = term.text.compare("open"_L1, Qt::CaseInsensitive) == 0;
    return (row.state() == ConnectionState::Open) == wantsOpen;
}

bool ConnectionFilter::isTrue(const NumberTerm &term, const ConnectionRow &row, WallTime now)
{
    const std::optional<double> actual = quantityOf(row, term.quantity, now);
    if (!actual)
        return false;
    switch (term.comparison) {
    case Comparison::Less:
        return *actual < term.value;
    case Comparison::LessOrEqual:
        return *actual <= term.value;
    case Comparison::Greater:
        return *actual > term.value;
    case Comparison::GreaterOrEqual:
        break;
    }
    return *actual >= term.value;
}

} // namespace signalbox
