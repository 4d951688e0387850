#include "ui/composer/sendreport.h"

#include <QCoreApplication>

#include <algorithm>

namespace signalbox {

namespace {

struct SendReportText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::SendReport)
};

int countOf(const ActionReport &report, Outcome outcome)
{
    return int(std::ranges::count(report.outcomes, outcome, &ActionOutcome::outcome));
}

} // namespace

QString describeSend(const ActionReport &report)
{
    const int done = report.outcomes.empty() ? int(report.delivered) : countOf(report, Outcome::Done);
    const int full = countOf(report, Outcome::Rejected);
    const int gone = countOf(report, Outcome::AlreadyGone);
    QStringList parts;
    if (done > 0)
        parts += SendReportText::tr("Sent to %Ln connection(s)", nullptr, done);
    if (full > 0)
        parts += SendReportText::tr("queue full for %Ln", nullptr, full);
    if (gone > 0)
        parts += SendReportText::tr("%Ln already gone", nullptr, gone);
    if (parts.isEmpty())
        return SendReportText::tr("Nobody to send to");
    if (done == 0)
        parts.prepend(SendReportText::tr("Not sent"));
    return parts.join(QStringLiteral(" · "));
}

} // namespace signalbox
