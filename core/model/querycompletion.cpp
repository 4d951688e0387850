#include "core/model/querycompletion.h"

#include "core/base/ascii.h"
#include "core/model/numberrange.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QString withSign(const QueryFieldInfo &info)
{
    if (info.kind == QueryKind::Expression)
        return QString(info.name) + u":\""_s;
    return QString(info.name) + (info.isCompared() ? u'>' : u':');
}

bool needsQuotes(const QString &value)
{
    return std::ranges::any_of(value, [](QChar c) { return c.isSpace() || QStringView(u"\"*").contains(c); });
}

void propose(QueryCompletion &completion, const QString &text, QStringView present)
{
    if (completion.proposals.size() < MaxQueryProposals && text != present)
        completion.proposals += text;
}

void proposeFields(QueryCompletion &completion, QStringView written, QueryList list)
{
    for (const QueryFieldInfo &info : queryFields()) {
        if (info.isIn(list) && QString(info.name).startsWith(written, Qt::CaseInsensitive))
            propose(completion, withSign(info), written);
    }
}

void proposeUnits(QueryCompletion &completion, QStringView number, QueryKind kind)
{
    const bool isNumber = !number.isEmpty() && std::ranges::all_of(number, [](QChar c) {
        return isAsciiDigit(c.toLatin1()) || c == u'.';
    });
    if (!isNumber)
        return;
    for (const QString &unit : queryUnits(kind))
        propose(completion, number.toString() + unit, number);
}

void proposeValues(QueryCompletion &completion, const QString &written, QStringView present, QueryField field,
                   const KnownQueryValues &knownValues)
{
    QStringList values = queryChoices(field);
    if (knownValues)
        values += knownValues(field);
    for (const QString &value : std::as_const(values)) {
        if (value.contains(written, Qt::CaseInsensitive))
            propose(completion, needsQuotes(value) ? quotedForQuery(value) : value, present);
    }
}

} // namespace

QueryCompletion completeQuery(QStringView query, qsizetype cursor, QueryList list,
                              const KnownQueryValues &knownValues)
{
    const std::vector<QueryWord> words = splitQuery(query);
    const auto at = std::ranges::find_if(words, [cursor](const QueryWord &word) {
        return cursor >= word.span.position && cursor <= word.span.end();
    });
    QueryCompletion completion;
    if (at == words.end()) {
        completion.replaced = {cursor, 0};
        proposeFields(completion, {}, list);
        return completion;
    }
    const qsizetype begin = at->span.position + (at->isNegated ? 1 : 0);
    const qsizetype length = nameLength(*at);
    if (length == 0) {
        completion.replaced = {begin, at->span.end() - begin};
        const bool isPlain = std::ranges::all_of(
            at->origins, [](QueryWord::Origin origin) { return origin == QueryWord::Origin::Plain; });
        if (isPlain)
            proposeFields(completion, at->text, list);
        return completion;
    }
    const QueryFieldInfo *info = findQueryField(QStringView(at->text).first(length), list);
    // The name is plain, so its characters and its sign have the same places in the query.
    qsizetype value = length + 1;
    if (value < at->text.size() && at->text[value] == u'=' && info && info->isCompared())
        ++value;
    const qsizetype from = begin + value;
    if (!info || cursor < from)
        return completion;
    completion.replaced = {from, at->span.end() - from};
    const QString written = at->text.sliced(std::min(value, at->text.size()));
    const QStringView present = query.sliced(from, at->span.end() - from);
    if (info->isCompared())
        proposeUnits(completion, written, info->kind);
    else
        proposeValues(completion, written, present, info->field, knownValues);
    return completion;
}

} // namespace signalbox
