#include "core/observe/refusallog.h"

#include <QLoggingCategory>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace signalbox {

Q_LOGGING_CATEGORY(lcRefusals, "signalbox.refusals", QtInfoMsg)

namespace {

enum class Subject : quint8 { Address, Origin, Host, Path };

//! What is logged of a request refused for a reason.
struct Kind
{
    std::string_view reason;
    Subject subject = Subject::Address;
    const char *key = ""; //!< the setting that would allow it; empty: none
};

constexpr std::array Kinds{
    Kind{"address_full", Subject::Address, "limits.max_connections_per_address"},
    Kind{"address_too_fast", Subject::Address, "limits.connects_per_second_per_address"},
    Kind{"server_full", Subject::Address, "limits.max_connections"},
    Kind{"memory_full", Subject::Address, "limits.memory"},
    Kind{"no_descriptors", Subject::Address, "ulimit -n"},
    Kind{"unfinished_head", Subject::Address, "limits.unfinished_heads"},
    Kind{"head_too_large", Subject::Address, "limits.max_head"},
    Kind{"timeout", Subject::Address, "limits.handshake"},
    Kind{"rooms_full", Subject::Address, "hub.max_rooms"},
    Kind{"address_rooms_full", Subject::Address, "limits.max_rooms_per_address"},
    Kind{"room_full", Subject::Address, "hub.max_members"},
    Kind{"host", Subject::Host, "policy.hosts"},
    Kind{"origin", Subject::Origin, "policy.origins"},
    Kind{"no_origin", Subject::Path, "policy.allow_missing_origin"},
    Kind{"path", Subject::Path, "[[route]]"},
    Kind{"subprotocol", Subject::Path, "subprotocols of the [[route]]"},
    Kind{"method", Subject::Path},
    Kind{"room", Subject::Path},
    Kind{"target", Subject::Path},
    Kind{"no_upgrade", Subject::Path},
    Kind{"handshake", Subject::Path},
    Kind{"version", Subject::Path},
    Kind{"user", Subject::Path},
    Kind{"admin_request", Subject::Path},
};

Kind kindOf(std::string_view reason)
{
    const auto found = std::ranges::find(Kinds, reason, &Kind::reason);
    return found == Kinds.end() ? Kind{reason} : *found;
}

QString valueOf(const RefusedRequest &request, Subject subject)
{
    const QString value = subject == Subject::Origin ? request.origin
                          : subject == Subject::Host ? request.host
                          : subject == Subject::Path ? request.path
                                                     : request.peer.address.toString();
    if (value.size() <= RefusalLog::MaxValueLength)
        return value;
    return value.left(RefusalLog::MaxValueLength - 1) + u'…';
}

QString hint(const Kind &kind)
{
    const QString key = QString::fromLatin1(kind.key);
    return key.isEmpty() ? QString() : u"; to allow it: "_s + key;
}

QString reasonText(std::string_view reason)
{
    return QString::fromLatin1(reason.data(), qsizetype(reason.size()));
}

QString lineFor(const RefusedRequest &request, const Kind &kind, const QString &value)
{
    const QString status = request.status > 0 ? u" with %1"_s.arg(request.status) : QString();
    const QString what = kind.subject == Subject::Address ? QString() : u" “"_s + value + u'”';
    return u"refused"_s + status + u" ("_s + reasonText(kind.reason) + u"):"_s + what + u" from "_s +
           request.peer.address.toString() + u" at "_s + request.listener.toString() + hint(kind);
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
        lines.push_back(u"refused ("_s + reasonText(reason) + u"): "_s + parts.join(u", "_s) +
                        hint(kindOf(reason)));
}

} // namespace

RefusalLog::RefusalLog(Write write)
    : m_write(write ? std::move(write)
                    : [](const QString &line) { qCInfo(lcRefusals, "%s", qUtf8Printable(line)); })
{
}

std::optional<TimePoint> RefusalLog::note(const RefusedRequest &request, TimePoint now)
{
    const Kind kind = kindOf(request.reason);
    const QString value = valueOf(request, kind.subject);
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
