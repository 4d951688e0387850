#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! kick, close and ping: finds out which connections, asks if that is more than one, acts, and reports the outcomes.
class ConnectionAct final
{
public:
    //! The arguments must outlive it.
    ConnectionAct(const ApiClient &client, const CtlLine &line);

    CtlExit run();

    static constexpr qsizetype MaxIds = 10'000; //!< that the API takes in one request

private:
    std::optional<CtlExit> listMatching();
    std::optional<CtlExit> confirm();
    CtlExit countOnly();
    CtlExit kick();
    CtlExit actOnEach() const;
    std::optional<Failure> postKick(QJsonObject body, bool isDryRun);
    std::optional<Failure> postKickOfIds(bool isDryRun);
    CtlExit reportKick() const;
    CtlExit reportOne(const QString &id, const ApiAnswer &answer) const;
    CtlExit sayCount(qint64 count) const;
    QJsonObject closeFrame() const;
    bool isEverywhere() const { return m_line.has(QStringLiteral("--cluster")); }
    QString filter() const { return m_line.value(QStringLiteral("--filter")); }

    //! Sums of the answers to all requests.
    struct Kicked
    {
        qint64 matched = 0;
        qint64 closed = 0;
        qint64 noAnswer = 0;
        qint64 gone = 0;
    };

    const ApiClient &m_client;
    const CtlLine &m_line;
    bool m_isKick;
    QStringList m_ids;
    Kicked m_kicked;
};

} // namespace signalbox
