#include "core/hub/roomanswers.h"

#include "core/protocol/envelopewriter.h"

#include <utility>

namespace signalbox {

const QString &RoomAnswers::brokerFailed()
{
    static const QString text = QStringLiteral("the server could not reach the history of this room");
    return text;
}

void RoomAnswers::answer(const Requester &requester, QByteArray &&message)
{
    m_link.deliver(requester.thread, Answer{requester, std::move(message)});
}

void RoomAnswers::answerError(const Requester &requester, EnvelopeErrorCode code, const QString &text)
{
    answer(requester, envelope::error({code, text, "room", requester.id}));
}

void RoomAnswers::answerServer(const ServerPublisher &server, ServerPublishResult &&result)
{
    result.number = server.reply.number;
    if (result.number != 0)
        m_link.deliver(server.reply.thread, std::move(result));
}

void RoomAnswers::rejectJoin(RoomJoin &&join, const RoomRefusal &refusal)
{
    const std::size_t thread = join.requester.thread;
    m_link.deliver(thread, JoinRejection{std::move(join.requester), std::move(join.room), refusal.code,
                                         refusal.text, join.isFirst, refusal.limit});
}

void RoomAnswers::failPublication(const Requester &requester, const ServerPublisher *server)
{
    if (server)
        answerServer(*server, {.failure = brokerFailed()});
    else
        answer(requester, envelope::error({EnvelopeErrorCode::Unavailable, brokerFailed(), "room",
                                           requester.id, UnavailableRetry}));
}

void RoomAnswers::fail(RoomRequest &&request)
{
    if (auto *join = std::get_if<RoomJoin>(&request)) {
        rejectJoin(std::move(*join), {EnvelopeErrorCode::Unavailable, brokerFailed()});
    } else if (auto *query = std::get_if<MembershipQuery>(&request)) {
        m_link.deliver(query->reply.thread, MembershipResult{query->reply.number, false});
    } else if (auto *leave = std::get_if<RoomLeave>(&request)) {
        answer(leave->requester, envelope::ack(leave->requester.id));
    } else if (auto *publish = std::get_if<RoomPublish>(&request)) {
        failPublication(publish->requester, publish->server.get());
    } else {
        std::visit(
            [this](const auto &content) {
                if constexpr (requires { m_queries.refuse(content, RoomQueries::Refusal()); })
                    m_queries.refuse(content, RoomQueries::Refusal::HistoryUnavailable);
            },
            request);
    }
}

} // namespace signalbox
