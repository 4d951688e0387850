// The parameters of a list are parsed in bounded time; a fault names a parameter and says something. A cursor has only
// characters that a URL keeps, is valid with the filter and sort that it was made for, and stands for the same position. A
// cursor that is made up is refused, or is a position in the order. Checking a row in slices of time gives what checking it at
// once gives.
// Settings: the list, and which key a position has. The rest: filter, sort, and cursor, separated by line feeds.

#include "fuzz.h"

#include "core/model/listrequest.h"
#include "core/model/querycheck.h"
#include "core/model/queryrows.h"

using namespace signalbox;
using namespace signalbox::fuzz;

namespace {

constexpr std::array Lists{QueryList::Connections, QueryList::Closed, QueryList::Rooms, QueryList::Users};

bool isCursor(const QString &text)
{
    return !text.isEmpty() && std::ranges::all_of(text, [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') ||
               c == u'-' || c == u'_';
    });
}

void checkCursor(QueryList list, ListParameters parameters, const ListRequest &request,
                 const ListPosition &position)
{
    parameters.after = request.cursorBehind(position);
    require(isCursor(parameters.after), "a cursor has only characters that a URL keeps");
    const ListRequest::Parsed again = ListRequest::parse(list, parameters);
    const auto *parsed = std::get_if<ListRequest>(&again);
    require(parsed && parsed->after == position, "a cursor stands for its position");
    parameters.sort = request.sort.isDescending ? QString() : QStringLiteral("-room");
    parameters.filter += u' ';
    const ListRequest::Parsed other = ListRequest::parse(list, parameters);
    if (const auto *fault = std::get_if<ListFault>(&other))
        require(fault->kind == ListFault::Kind::BadCursor || fault->field != std::string_view("after"),
                "a cursor belongs to its filter");
    else
        require(false, "a cursor is not valid with another filter");
}

void checkOrder(const ListSort &sort, const ListPosition &a, const ListPosition &b)
{
    const ListOrder order(sort);
    require(!order.isBefore(a, a) && !order.isBefore(b, b), "a row is not before itself");
    require(!(order.isBefore(a, b) && order.isBefore(b, a)), "of two rows one is the first");
}

void checkInSlices(const Query &query, const QString &text)
{
    ConnectionInfo info;
    info.id = ConnectionId(quint64(text.size()));
    info.user = text;
    info.room = text.right(20);
    info.userAgent = text.repeated(3);
    const Activity activity;
    const ConnectionQueryRow row(info, activity, {});
    QueryCheck check;
    QueryCheck::State state{};
    int slices = 0;
    while ((state = check.run(query, row, TimePoint())) == QueryCheck::State::Unfinished)
        require(++slices < 10'000, "a check comes to an end");
    require((state == QueryCheck::State::Accepted) == query.accepts(row), "slices change nothing");
}

} // namespace

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const Input<2> input(data, size);
    const QueryList list = Lists[input.settings[0] % Lists.size()];
    const QByteArrayList parts = input.rest.toByteArray().split('\n');
    ListParameters parameters{QString::fromUtf8(parts.value(0)),
                              QString::fromUtf8(parts.value(1)),
                              {},
                              QString::fromUtf8(parts.value(2))};

    const ListRequest::Parsed parsed = ListRequest::parse(list, parameters);
    if (const auto *fault = std::get_if<ListFault>(&parsed))
        require(*fault->field != '\0' && !fault->detail.isEmpty(),
                "a fault names a parameter and says something");

    parameters.after.clear();
    const ListRequest::Parsed first = ListRequest::parse(list, parameters);
    const auto *request = std::get_if<ListRequest>(&first);
    if (!request)
        return 0;
    ListPosition position{{}, input.settings[1], parameters.filter};
    if (input.settings[1] % 3 == 1)
        position.key = qint64(input.settings[1]) << 40;
    else if (input.settings[1] % 3 == 2)
        position.key = parameters.filter;
    checkCursor(list, parameters, *request, position);
    if (const auto *whole = std::get_if<ListRequest>(&parsed); whole && whole->after) {
        checkCursor(list, parameters, *request, *whole->after);
        checkOrder(request->sort, position, *whole->after);
    }
    if (list == QueryList::Connections)
        checkInSlices(request->filter, parameters.filter);
    return 0;
}
