#include "core/auth/jwtkeys.h"

#include "core/auth/fairqueue.h"

#include <QLoggingCategory>
#include <QUrl>

#include <algorithm>
#include <iterator>
#include <mutex>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

Q_LOGGING_CATEGORY(lcAuth, "signalbox.auth", QtInfoMsg)

//! Without what may be secret.
QString shownUrl(const QString &url)
{
    return QUrl(url).toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment);
}

} // namespace

JwkSet::Keys JwtKeySnapshot::candidates(JwtAlgorithm algorithm, const std::optional<QByteArray> &id) const
{
    JwkSet::Keys keys = fileKeys.candidates(algorithm, id);
    std::ranges::copy(urlKeys.candidates(algorithm, id), std::back_inserter(keys));
    // Keys without an id in the file must not take the places of the one that is meant.
    if (id)
        std::stable_partition(keys.begin(), keys.end(), [&](const auto &key) { return key->id() == id; });
    if (keys.size() > JwkSet::MaxCandidates)
        keys.resize(JwkSet::MaxCandidates);
    return keys;
}

class JwtKeys::State final : public std::enable_shared_from_this<State>
{
public:
    using Done = std::function<void()>;

    explicit State(Fetch fetch)
        : m_fetch(std::move(fetch))
    {
    }

    void apply(const JwtSettings &settings, JwkSet fileKeys, TimePoint now)
    {
        std::vector<Done> waiting; // for another URL than the new one
        {
            const std::lock_guard lock(m_mutex);
            JwtKeySnapshot keys = *m_keys;
            keys.fileKeys = std::move(fileKeys);
            if (m_url != settings.jwksUrl) {
                m_url = settings.jwksUrl;
                m_document.clear();
                m_isFetching = false;
                m_isFailing = false;
                ++m_fetchNumber;
                keys.urlKeys = JwkSet();
                keys.hasUrl = !m_url.isEmpty();
                keys.hasUrlAnswered = false;
                waiting = takeWaiting();
            }
            replace(std::move(keys));
            m_refresh = settings.jwksRefresh;
            m_dueAt = now; // also for the same URL: whoever reloads wants the newest keys
        }
        release(waiting);
    }

    std::shared_ptr<const JwtKeySnapshot> current() const
    {
        const std::lock_guard lock(m_mutex);
        return m_keys;
    }

    quint64 generation() const { return m_generation; }

    void refreshIfDue(TimePoint now)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_url.isEmpty() || m_isFetching || now < m_dueAt)
                return;
            begin(now);
        }
        ask();
    }

    std::variant<Ticket, NoWait> waitForKey(TimePoint now, const QHostAddress &address, bool isExempt,
                                            Done done)
    {
        Ticket ticket = 0;
        {
            const std::lock_guard lock(m_mutex);
            const bool mayAsk = m_askedForKeyAt == TimePoint() || now - m_askedForKeyAt >= FetchPause;
            if (m_url.isEmpty() || (!m_isFetching && !mayAsk))
                return NoWait::Useless;
            ticket = m_waiting.push(address, isExempt, 0, std::move(done));
            if (ticket == 0)
                return NoWait::TooMany;
            if (m_isFetching)
                return ticket;
            m_askedForKeyAt = now;
            begin(now);
        }
        ask();
        return ticket;
    }

    void cancel(Ticket ticket)
    {
        std::optional<Done> dropped; // destroyed without the lock
        const std::lock_guard lock(m_mutex);
        dropped = m_waiting.remove(ticket);
    }

private:
    std::vector<Done> takeWaiting()
    {
        std::vector<Done> waiting;
        waiting.reserve(std::size_t(m_waiting.size()));
        while (auto next = m_waiting.takeNext([](const auto &...) { return true; }))
            waiting.push_back(std::move(next->second));
        return waiting;
    }

    static void release(const std::vector<Done> &waiting)
    {
        for (const Done &done : waiting)
            done();
    }

    void begin(TimePoint now)
    {
        m_isFetching = true;
        m_startedAt = now;
        ++m_fetchNumber;
    }

    //! Without the lock: the answer may come during the call.
    void ask()
    {
        QString url;
        quint64 number = 0;
        {
            const std::lock_guard lock(m_mutex);
            url = m_url;
            number = m_fetchNumber;
        }
        m_fetch(url, [self = weak_from_this(), number](const Result<QByteArray> &answer) {
            if (const std::shared_ptr<State> state = self.lock())
                state->finish(number, answer);
        });
    }

    void finish(quint64 number, const Result<QByteArray> &answer)
    {
        const Result<JwkSet> set = answer ? JwkSet::parse(*answer) : Result<JwkSet>(answer.error());
        std::vector<Done> waiting;
        {
            const std::lock_guard lock(m_mutex);
            if (number != m_fetchNumber)
                return;
            m_isFetching = false;
            m_dueAt = m_startedAt + (set ? m_refresh : std::min(FetchPause, m_refresh));
            if (set)
                take(*answer, *set);
            else
                reportFailure(set.error());
            waiting = takeWaiting();
        }
        release(waiting);
    }

    void take(const QByteArray &document, const JwkSet &set)
    {
        if (m_isFailing)
            qCInfo(lcAuth).noquote() << u"%1 answers again"_s.arg(shownUrl(m_url));
        m_isFailing = false;
        if (m_keys->hasUrlAnswered && document == m_document)
            return;
        m_document = document;
        qCInfo(lcAuth).noquote() << u"%1: %2 keys"_s.arg(shownUrl(m_url)).arg(set.keys().size());
        for (const QString &text : set.leftOut())
            qCWarning(lcAuth).noquote() << u"%1: left out: %2"_s.arg(shownUrl(m_url), text);
        JwtKeySnapshot keys = *m_keys;
        keys.urlKeys = set;
        keys.hasUrlAnswered = true;
        replace(std::move(keys));
    }

    //! Once until it answers again.
    void reportFailure(const Error &error)
    {
        if (!m_isFailing)
            qCWarning(lcAuth).noquote()
                << u"%1: %2; known keys stay valid"_s.arg(shownUrl(m_url), error.text);
        m_isFailing = true;
    }

    void replace(JwtKeySnapshot keys)
    {
        m_keys = std::make_shared<const JwtKeySnapshot>(std::move(keys));
        ++m_generation;
    }

    const Fetch m_fetch;
    mutable std::mutex m_mutex;
    std::shared_ptr<const JwtKeySnapshot> m_keys = std::make_shared<const JwtKeySnapshot>();
    std::atomic<quint64> m_generation = 0;
    QString m_url;
    QByteArray m_document; //!< of urlKeys
    Milliseconds m_refresh{0};
    bool m_isFetching = false;
    bool m_isFailing = false;
    quint64 m_fetchNumber = 0; //!< of the latest fetch; the answer of an earlier one is ignored
    TimePoint m_startedAt;
    TimePoint m_dueAt;
    TimePoint m_askedForKeyAt; //!< when a token with an unknown key made it ask; TimePoint(): never
    FairQueue<Done> m_waiting{{.jobs = MaxWaiting, .jobsOfAddress = MaxWaitingOfAddress}};
};

JwtKeys::JwtKeys(Fetch fetch)
    : m_state(std::make_shared<State>(std::move(fetch)))
{
}

JwtKeys::~JwtKeys() = default;

void JwtKeys::apply(const JwtSettings &settings, JwkSet fileKeys, TimePoint now)
{
    m_state->apply(settings, std::move(fileKeys), now);
    m_state->refreshIfDue(now);
}

std::shared_ptr<const JwtKeySnapshot> JwtKeys::current() const
{
    return m_state->current();
}

quint64 JwtKeys::generation() const
{
    return m_state->generation();
}

void JwtKeys::refreshIfDue(TimePoint now)
{
    m_state->refreshIfDue(now);
}

std::variant<JwtKeys::Ticket, JwtKeys::NoWait> JwtKeys::waitForKey(TimePoint now, const QHostAddress &address,
                                                                   bool isExempt, std::function<void()> done)
{
    return m_state->waitForKey(now, address, isExempt, std::move(done));
}

void JwtKeys::cancel(Ticket ticket)
{
    m_state->cancel(ticket);
}

} // namespace signalbox
