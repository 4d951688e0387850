#include "core/observe/refusallog.h"

#include "core/observe/refusalkind.h"

#include <QLoggingCategory>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

Q_LOGGING_CATEGORY(lcRefusals, "signalbox.refusals", QtInfoMsg)

namespace {

QString shortened(const QString &value)
{
    if (value.size() <= RefusalLog::MaxValueLength)
        return value;
    return value.left(RefusalLog::MaxValueLength - 1) + u'…';
}

QString latin1(std::string_view text)
{
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

QString hint(const RefusalKind &kind)
{
    return kind.setting.empty() ? QString() : u"; to allow it: "_s + latin1(kind.setting);
}

bool isAboutPeer(const RefusalKind &kind)
{
    return kind.subject == RequestRefused::Subject::Address ||
           kind.subject == RequestRefused::Subject::Server;
}

QString banHint(BanId ban)
{
    return ban.isNull() ? QString() : u"; ban "_s + ban.toString();
}

QString lineFor(const RefusedRequest &request, const RefusalKind &kind, const QString &value)
{
    const QString status = request.status > 0 ? u" with %1"_s.arg(request.status) : QString();
    const QString what = isAboutPeer(kind) ? QString() : u" “"_s + value + u'”';
    const QString detail = *request.detail != '\0' ? u": "_s + QLatin1StringView(request.detail) : QString();
    return u"refused"_s + status + u" ("_s + latin1(kind.reason) + u"):"_s + what + u" from "_s +
           request.peer.address.toString() + u" at "_s + request.listener.toString() + detail + hint(kind) +
           banHint(request.ban);
}

//! Nothing if there is nothing to tell.
void addSummary(std::vector<QString> &lines, std::string_view reason, quint64 others, quint64 repeats)
{
    QStringList parts;
    if (others > 0)
        parts += u"and %1 %2"_s.arg(others).arg(others == 1 ? u"other"_s : u"others"_s);
    if (repeats > 0)
        parts += u"%1 repeated"_s.arg(repeats);
    if (!parts.isEmpty())
        lines.push_back(u"refused ("_s + latin1(reason) + u"): "_s + parts.join(u", "_s) +
                        hint(RefusalKind::of(reason)));
}

} // namespace

RefusalLog::RefusalLog(Write write)
    : m_write(write ? std::move(write)
                    : [](const QString &line) { qCInfo(lcRefusals, "%s", qUtf8Printable(line)); })
{
}

std::optional<TimePoint> RefusalLog::note(const RefusedRequest &request, TimePoint now)
{
    const RefusalKind kind = RefusalKind::of(request.reason);
    const QString value = shortened(kind.valueOf(request));
    std::vector<QString> lines;
    std::optional<TimePoint> next;
    {
        const std::lock_guard lock(m_mutex);
        Counts &counts = m_reasons.try_emplace(kind.reason, Counts{.began = now}).first->second;
        if (hasEnded(counts, now)) {
            addSummary(lines, kind.reason, counts.others, counts.repeats);
            counts = Counts{.began = now};
        }
        if (std::ranges::find(counts.values, value) != counts.values.end()) {
            ++counts.repeats;
        } else if (counts.values.size() < MaxValues) {
            counts.values.push_back(value);
            lines.push_back(lineFor(request, kind, value));
        } else {
            ++counts.others;
            if (!counts.isSummarised && !counts.summaryAt)
                counts.summaryAt = now + SummaryDelay;
        }
        next = nextSummary();
    }
    write(lines);
    return next;
}

std::optional<TimePoint> RefusalLog::writeSummaries(TimePoint now)
{
    std::vector<QString> lines;
    std::optional<TimePoint> next;
    {
        const std::lock_guard lock(m_mutex);
        for (auto &[reason, counts] : m_reasons) {
            if (now < dueAt(counts))
                continue;
            addSummary(lines, reason, counts.others, counts.repeats);
            counts.others = counts.repeats = 0;
            counts.summaryAt.reset();
            counts.isSummarised = true;
        }
        std::erase_if(m_reasons, [now](const auto &entry) { return hasEnded(entry.second, now); });
        next = nextSummary();
    }
    write(lines);
    return next;
}

void RefusalLog::writeAll()
{
    writeSummaries(TimePoint::max());
}

std::optional<TimePoint> RefusalLog::nextSummary() const
{
    std::optional<TimePoint> next;
    for (const auto &[reason, counts] : m_reasons) {
        if (counts.others + counts.repeats > 0)
            next = std::min(next.value_or(TimePoint::max()), dueAt(counts));
    }
    return next;
}

// Not under the lock: the handler of log messages may be anybody's.
void RefusalLog::write(const std::vector<QString> &lines) const
{
    for (const QString &line : lines)
        m_write(line);
}

} // namespace signalbox
