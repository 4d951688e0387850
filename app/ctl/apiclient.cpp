#include "app/ctl/apiclient.h"

#include "app/ctl/apiexchange.h"
#include "app/ctl/output.h"

#include <QEventLoop>
#include <QJsonDocument>

#include <functional>

using namespace Qt::StringLiterals;

namespace signalbox {

ApiAnswer ApiClient::call(const ApiRequest &request) const
{
    return callAll({request}).front();
}

std::vector<ApiAnswer> ApiClient::callAll(const std::vector<ApiRequest> &requests) const
{
    std::vector<ApiAnswer> answers(requests.size());
    std::size_t next = 0;
    std::size_t running = 0;
    QEventLoop loop;
    const std::function<void()> startMore = [&] {
        while (running < MaxAtOnce && next < requests.size()) {
            const std::size_t index = next++;
            ++running;
            auto *exchange = new ApiExchange(m_access, requests[index], &loop);
            QObject::connect(exchange, &ApiExchange::finished, &loop, [&, exchange, index] {
                answers[index] = exchange->answer();
                exchange->deleteLater();
                --running;
                // A server that is not reached, or refuses, does so for the others as well.
                const std::optional<Failure> &failure = answers[index].failure;
                if (failure && failure->exit >= CtlExit::NotReached) {
                    for (; next < requests.size(); ++next)
                        answers[next].failure = failure;
                }
                startMore();
                if (running == 0)
                    loop.quit();
            });
        }
    };
    startMore();
    if (running > 0)
        loop.exec();
    return answers;
}

QByteArray jsonText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void printBody(const ApiAnswer &answer)
{
    writeOut(QByteArrayView(answer.body.trimmed() + '\n'));
}

std::variant<QJsonObject, Failure> objectOf(const ApiAnswer &answer)
{
    if (answer.failure)
        return *answer.failure;
    const QJsonDocument document = QJsonDocument::fromJson(answer.body);
    if (!document.isObject())
        return Failure{CtlExit::Failed, u"the answer is no JSON object: this is not the API of Signalbox"_s};
    return document.object();
}

} // namespace signalbox
