// A query is parsed in bounded time; errors name parts of the text. What is accepted gives the same query when it is
// written again word by word, matches rows without a crash whatever they hold, and negation negates.
// Settings: the list, and where the text ends and the payload of a message begins.

#include "fuzz.h"

#include "core/model/auditqueryrow.h"
#include "core/model/banqueryrow.h"
#include "core/model/eventqueryrow.h"
#include "core/model/query.h"
#include "core/model/querycompletion.h"
#include "core/model/queryrows.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr std::array Lists{QueryList::Connections, QueryList::Closed, QueryList::Rooms, QueryList::Users,
                           QueryList::Messages,    QueryList::Events, QueryList::Audit, QueryList::Bans};

bool isWithin(const TextSpan &span, qsizetype size)
{
    return span.position >= 0 && span.length >= 0 && span.end() <= size;
}

//! The rows hold what the query asks for, or nearly.
bool accepts(const Query &query, QueryList list, const QString &text, QByteArrayView payload)
{
    ClosedConnection connection;
    connection.info.id = ConnectionId(quint64(text.size()));
    connection.info.user = text;
    connection.info.room = text.right(20);
    connection.info.peer = {
        QHostAddress(payload.size() % 2 == 0 ? quint32(0x0a000001) : quint32(payload.size())), 80};
    connection.activity.queuedBytes = payload.size();
    switch (list) {
    case QueryList::Connections:
        return query.accepts(ConnectionQueryRow(connection.info, connection.activity, {}));
    case QueryList::Closed:
        return query.accepts(ClosedQueryRow(connection, {}));
    case QueryList::Rooms: {
        const RoomSnapshot room{text, quint64(payload.size()), 5, 5, 5};
        return query.accepts(RoomQueryRow(room));
    }
    case QueryList::Users: {
        const std::array<QStringView, 2> rooms{QStringView(text), QStringView()};
        return query.accepts(UserQueryRow(text, rooms, payload.size()));
    }
    case QueryList::Events: {
        ServerEvent event;
        event.user = text;
        event.count = quint64(payload.size());
        event.body = RequestRefused{.status = 403, .subject = RequestRefused::Subject::Origin, .value = text};
        return query.accepts(EventQueryRow(event, text));
    }
    case QueryList::Audit: {
        AuditEntry entry;
        entry.who = text;
        entry.target = text.right(20);
        return query.accepts(AuditQueryRow(entry, WallTime(Milliseconds(payload.size()))));
    }
    case QueryList::Bans: {
        const Ban ban{.value = text, .reason = text.right(20), .hits = quint64(payload.size())};
        return query.accepts(BanQueryRow(ban, WallTime(Milliseconds(payload.size()))));
    }
    case QueryList::Messages:
        break;
    }
    LogEntry entry;
    entry.room = text;
    entry.payload = payload.toByteArray();
    entry.size = entry.payload.size();
    return query.accepts(MessageQueryRow(entry));
}

void checkErrors(const ParsedQuery &parsed, const QString &text)
{
    for (const QueryError &error : parsed.errors) {
        require(isWithin(error.span, text.size()), "an error is in the text");
        require(error.span.length > 0 && !error.text().isEmpty(), "an error marks and says something");
    }
    require(parsed.errors.size() <= Query::MaxTerms, "a term has at most one error");
}

void checkTerms(const ParsedQuery &parsed, QueryList list, const QString &text, QByteArrayView payload)
{
    const std::vector<QueryWord> words = splitQuery(text);
    bool all = true;
    for (const QueryWord &word : words) {
        require(isWithin(word.span, text.size()), "a word is in the text");
        const QString alone = text.mid(word.span.position, word.span.length);
        const ParsedQuery single = Query::parse(alone, list);
        require(single.isValid(), "a term of a valid query is valid");
        const bool isTrue = accepts(single.query, list, text, payload);
        all = all && isTrue;
        const QString opposite = word.isNegated ? alone.mid(1) : u'-' + alone;
        const ParsedQuery negated = Query::parse(opposite, list);
        if (negated.isValid() && !opposite.startsWith(u"--") &&
            !(word.isNegated && opposite.startsWith(u'-')))
            require(accepts(negated.query, list, text, payload) != isTrue, "- negates");
    }
    require(accepts(parsed.query, list, text, payload) == all, "a query accepts what all its terms accept");
}

void checkSpans(const Query &query, const QString &text)
{
    qsizetype end = -1;
    for (const TextSpan &span : query.spansIn(text, QueryField::User)) {
        require(isWithin(span, text.size()) && span.length > 0, "a highlight is in the text");
        require(span.position > end, "highlights ascend and do not touch");
        end = span.end();
    }
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<2> input(data, size);
    const QueryList list = Lists[input.settings[0] % Lists.size()];
    const qsizetype length = std::min<qsizetype>(input.settings[1] * 4, input.rest.size());
    const QString text = QString::fromUtf8(input.rest.first(length));
    const QByteArrayView payload = input.rest.sliced(length);

    const ParsedQuery parsed = Query::parse(text, list);
    checkErrors(parsed, text);
    require(parsed.query == Query::parse(text, list).query, "the same text gives the same query");
    checkSpans(parsed.query, text);
    if (parsed.isValid())
        checkTerms(parsed, list, text, payload);
    else
        accepts(parsed.query, list, text, payload);

    const qsizetype cursor = text.size() / 2;
    const QueryCompletion completion = completeQuery(text, cursor, list, [&text](QueryField) {
        return QStringList{text, QString()};
    });
    require(isWithin(completion.replaced, text.size()), "a completion replaces a part of the text");
    require(completion.proposals.size() <= MaxQueryProposals, "proposals are bounded");

    const std::vector<QueryWord> quoted = splitQuery(quotedForQuery(text));
    require(quoted.size() == 1 && quoted.front().text == text && quoted.front().isClosed,
            "quoted is verbatim");
    return 0;
}
