#include "core/admin/kickanswer.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

std::optional<KickCounts> countsFrom(const std::optional<HttpResponse> &response)
{
    if (!response || response->status != 200)
        return {};
    const QJsonObject json = QJsonDocument::fromJson(response->body).object();
    return KickCounts{.matched = json[u"matched"].toInteger(),
                      .closed = json[u"closed"].toInteger(),
                      .noAnswer = json[u"no_answer"].toInteger(),
                      .gone = json[u"gone"].toInteger()};
}

} // namespace

struct KickAnswer::State
{
    explicit State(ApiResponder to)
        : responder(std::move(to))
    {
    }
    void add(const KickCounts &more)
    {
        counts.matched += more.matched;
        counts.closed += more.closed;
        counts.noAnswer += more.noAnswer;
        counts.gone += more.gone;
    }
    void answerIfComplete()
    {
        if (--awaited > 0)
            return;
        JsonWriter json;
        json.beginObject().member("matched", counts.matched).member("closed", counts.closed);
        json.member("no_answer", counts.noAnswer).member("gone", counts.gone);
        if (isOfCluster)
            json.member("missing", missing);
        responder.json(json.endObject());
    }

    ApiResponder responder;
    KickCounts counts;
    QStringList missing; //!< nodes
    int awaited = 1;
    bool isOfCluster = false;
};

KickAnswer::KickAnswer(const ApiRequest &request, const ApiResponder &responder, ClusterApi *cluster)
    : m_state(std::make_shared<State>(responder))
{
    if (!cluster || !cluster->isInCluster() || request.isPart())
        return;
    m_state->isOfCluster = true;
    ++m_state->awaited;
    cluster->gather(request, [state = m_state](std::vector<ClusterApi::Part> &&parts) {
        for (const ClusterApi::Part &part : parts) {
            if (const std::optional<KickCounts> counts = countsFrom(part.response))
                state->add(*counts);
            else
                state->missing += part.node;
        }
        state->answerIfComplete();
    });
}

const ApiResponder &KickAnswer::responder() const
{
    return m_state->responder;
}

void KickAnswer::add(const KickCounts &counts) const
{
    m_state->add(counts);
    m_state->answerIfComplete();
}

} // namespace signalbox
