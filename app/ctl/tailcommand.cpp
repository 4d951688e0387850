#include "app/ctl/tailcommand.h"

#include "app/ctl/apiexchange.h"
#include "app/ctl/displaywidth.h"
#include "app/ctl/listcommands.h"
#include "app/ctl/output.h"
#include "app/ctl/quantities.h"
#include "core/base/visibletext.h"

#include <QDateTime>
#include <QEventLoop>
#include <QJsonDocument>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr qsizetype MaxLine = 64 * 1024 * 1024;
constexpr Milliseconds LookForReader = 500ms; // a pipe is written to only when there is a message

//! Splits a stream into lines.
class LineSplitter
{
public:
    //! Calls \a visit with each line that \a bytes complete. Returns false when a line is longer than MaxLine.
    template <typename Visit>
    bool feed(const QByteArray &bytes, Visit visit)
    {
        m_rest += bytes;
        qsizetype begin = 0;
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', begin)) {
            visit(m_rest.sliced(begin, end - begin));
            begin = end + 1;
        }
        m_rest.remove(0, begin);
        return m_rest.size() <= MaxLine;
    }

private:
    QByteArray m_rest;
};

} // namespace

QString messageLine(const QByteArray &json)
{
    const QJsonObject message = QJsonDocument::fromJson(json).object();
    if (message.contains("dropped"_L1))
        return u"… %1 messages left out: they came faster than they were read"_s.arg(
            countText(message.value("dropped"_L1)));
    const QDateTime time =
        QDateTime::fromString(message.value("time"_L1).toString(), Qt::ISODateWithMs).toLocalTime();
    const bool isText = message.contains("text"_L1);
    QString payload = isText ? visibleText(message.value("text"_L1).toString(), PeerTextKind::Line)
                             : u"base64:%1"_s.arg(visibleText(message.value("base64"_L1).toString()));
    if (message.value("cut"_L1).toBool())
        payload += u'…';
    const bool isIn = message.value("dir"_L1).toString() == "in"_L1;
    const QString room = cellOf(message.value("room"_L1));
    const auto shown = [&](QLatin1StringView member) {
        const QString text = cellOf(message.value(member));
        return text.isEmpty() ? u"-"_s : text;
    };
    return u"%1 %2 %3 %4%5 %6 %7  %8"_s.arg(
        time.isValid() ? time.toString(u"HH:mm:ss.zzz"_s) : u"-"_s, isIn ? u"<-"_s : u"->"_s,
        leftAligned(shown("client"_L1), 6), shown("user"_L1), room.isEmpty() ? QString() : u" #"_s + room,
        shown("type"_L1), sizeText(message.value("size"_L1).toDouble()), payload);
}

CtlExit tail(const ApiClient &client, const CtlLine &line)
{
    QByteArray target = "/messages";
    if (const QString filter = line.filter(); !filter.isEmpty())
        target += "?filter=" + percentEncoded(filter);
    ApiExchange exchange(client.access(), {.target = target, .isStream = true});
    QEventLoop loop;
    QObject::connect(&exchange, &ApiExchange::finished, &loop, [&] { loop.quit(); });
    LineSplitter splitter;
    std::optional<Failure> failure;
    QObject::connect(&exchange, &ApiExchange::received, &loop, [&](const QByteArray &bytes) {
        const bool isFine = splitter.feed(bytes, [&](const QByteArray &json) {
            if (line.wantsJson())
                writeOut(QByteArrayView(json + '\n'));
            else
                writeOut(messageLine(json) + u'\n');
        });
        if (!isFine) {
            failure = Failure{CtlExit::Failed, u"the server sends a line of more than 64 MiB"_s};
            loop.quit();
        }
    });
    QTimer readerWatch;
    QObject::connect(&readerWatch, &QTimer::timeout, &loop, [] {
        if (isOutputClosed())
            endBySignal(SIGPIPE);
    });
    readerWatch.start(LookForReader);
    loop.exec();
    if (!failure)
        failure = exchange.answer().failure;
    if (!failure)
        failure = Failure{CtlExit::NotReached,
                          u"%1: the server has ended the stream"_s.arg(client.access().server.text)};
    exchange.abort();
    return sayFailure(pointingAt(*failure, line.filter()));
}

} // namespace signalbox
