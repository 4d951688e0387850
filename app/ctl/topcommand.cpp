#include "app/ctl/topcommand.h"

#include "app/ctl/apiexchange.h"
#include "app/ctl/listcommands.h"
#include "app/ctl/output.h"
#include "app/ctl/topview.h"

#include <QElapsedTimer>
#include <QEventLoop>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

//! Refreshes the table, and handles keys.
class Top final : public QObject
{
public:
    Top(const ApiClient &client, const CtlLine &line)
        : m_client(client)
        , m_interval(line.duration(u"--interval"_s).value_or(1s))
    {
        m_state.filter = line.filter();
        const QString sort = line.value(u"--sort"_s, u"-queued"_s);
        m_state.isDescending = sort.startsWith(u'-');
        m_state.sortField = m_state.isDescending ? sort.sliced(1) : sort;
        m_next.setSingleShot(true);
        connect(&m_next, &QTimer::timeout, this, [this] { refresh(); });
    }

    CtlExit run();

private:
    void refresh();
    void take(const ApiAnswer &connections, const ApiAnswer &server);
    void press(const Key &key);
    void moveSort(int by);
    void sortBy(const QString &field);
    void draw()
    {
        if (m_screen)
            m_screen->draw(topLines(m_state, TerminalScreen::size()));
    }
    void end(const Failure &failure)
    {
        m_failure = failure;
        m_loop.quit();
    }

    const ApiClient &m_client;
    Milliseconds m_interval;
    TopState m_state;
    QTimer m_next;
    QElapsedTimer m_sinceFigures;
    std::unique_ptr<TerminalScreen> m_screen; // opened with the first figures
    std::unique_ptr<ApiExchange> m_connections;
    std::unique_ptr<ApiExchange> m_server;
    QEventLoop m_loop;
    std::optional<Failure> m_failure;
    int m_signal = 0;
};

CtlExit Top::run()
{
    auto screen = TerminalScreen::open();
    if (const auto *failure = std::get_if<Failure>(&screen))
        return sayFailure(*failure);
    m_screen = std::move(std::get<std::unique_ptr<TerminalScreen>>(screen));
    connect(m_screen.get(), &TerminalScreen::keyPressed, this, &Top::press);
    connect(m_screen.get(), &TerminalScreen::resized, this, [this] {
        draw();
        if (!m_state.isPaused)
            refresh(); // more rows may fit now
    });
    connect(m_screen.get(), &TerminalScreen::ended, this, [this](int signal) {
        m_signal = signal;
        m_loop.quit();
    });
    draw();
    refresh();
    m_loop.exec();
    m_connections.reset();
    m_server.reset();
    m_screen.reset(); // restores the terminal
    if (m_signal != 0)
        endBySignal(m_signal);
    return m_failure ? sayFailure(pointingAt(*m_failure, m_state.filter)) : CtlExit::Done;
}

void Top::refresh()
{
    m_next.stop();
    const qint64 rows = std::clamp<qint64>(topRows(TerminalScreen::size()), 1, MaxPage);
    const QString sort = (m_state.isDescending ? u"-"_s : QString()) + m_state.sortField;
    m_connections = std::make_unique<ApiExchange>(
        m_client.access(), ApiRequest{.target = "/connections" + listQuery(m_state.filter, sort, rows, {})});
    m_server = std::make_unique<ApiExchange>(m_client.access(), ApiRequest{.target = "/server"});
    for (ApiExchange *exchange : {m_connections.get(), m_server.get()}) {
        connect(exchange, &ApiExchange::finished, this, [this] {
            if (m_connections->isFinished() && m_server->isFinished())
                take(m_connections->answer(), m_server->answer());
        });
    }
}

void Top::take(const ApiAnswer &connections, const ApiAnswer &server)
{
    const std::variant<QJsonObject, Failure> list = objectOf(connections);
    const std::variant<QJsonObject, Failure> figures = objectOf(server);
    const auto *failure = std::get_if<Failure>(&list);
    failure = failure ? failure : std::get_if<Failure>(&figures);
    const bool isFirst = !m_sinceFigures.isValid();
    // A server that went away may come back; anything else stays wrong.
    if (failure && (isFirst || failure->exit != CtlExit::NotReached)) {
        end(*failure);
        return;
    }
    m_state.error = failure ? failure->text : QString();
    if (!failure) {
        m_state.server = std::get<QJsonObject>(figures);
        m_state.setConnections(std::get<QJsonObject>(list),
                               isFirst ? 0 : double(m_sinceFigures.restart()) / 1000);
        if (isFirst)
            m_sinceFigures.start();
    }
    draw();
    if (!m_state.isPaused)
        m_next.start(m_interval);
}

void Top::press(const Key &key)
{
    if (key.kind == Key::Kind::Left || key.kind == Key::Kind::Right) {
        moveSort(key.kind == Key::Kind::Left ? -1 : 1);
    } else if (key.kind != Key::Kind::Character) {
        return;
    } else if (key.character == 'q') {
        m_loop.quit();
    } else if (key.character == 'r') {
        m_state.isDescending = !m_state.isDescending;
        sortBy(m_state.sortField);
    } else if (key.character == ' ') {
        m_state.isPaused = !m_state.isPaused;
        m_next.stop();
        draw();
        if (!m_state.isPaused)
            refresh();
    } else if (key.character == 'h' || key.character == '?') {
        m_state.showsHelp = !m_state.showsHelp;
        draw();
    } else if (const QString field = topFieldOf(key.character); !field.isEmpty()) {
        m_state.isDescending = field != m_state.sortField
                                   ? field != "user"_L1 && field != "addr"_L1 && field != "room"_L1
                                   : m_state.isDescending;
        sortBy(field);
    }
}

void Top::moveSort(int by)
{
    const QStringList fields = topSortFields(TerminalScreen::size().width());
    const qsizetype now = fields.indexOf(m_state.sortField);
    const qsizetype next = now < 0 ? 0 : (now + by + fields.size()) % fields.size();
    sortBy(fields.at(next));
}

void Top::sortBy(const QString &field)
{
    m_state.sortField = field;
    m_state.showsHelp = false;
    draw();
    refresh(); // also while paused: the rows of another order are others
}

} // namespace

CtlExit top(const ApiClient &client, const CtlLine &line)
{
    return Top(client, line).run();
}

} // namespace signalbox
