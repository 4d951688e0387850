#pragma once

#include "app/ctl/commands.h"
#include "core/base/clock.h"
#include "core/base/result.h"

#include <QHash>

#include <optional>

namespace signalbox {

//! The parsed arguments of signalboxctl.
struct CtlLine
{
    const CtlCommand *command = nullptr; //!< null only with help or version
    bool help = false;                   //!< the arguments behind it were not parsed
    bool version = false;                //!< the same
    QStringList operands;
    QHash<QString, QString> options; //!< by name, `--sort`; the value is empty for those without one

    bool has(const QString &option) const { return options.contains(option); }
    QString value(const QString &option, const QString &otherwise = {}) const
    {
        return options.value(option, otherwise);
    }
    bool wantsJson() const { return has(QStringLiteral("--json")); }
    //! Returns the operands as one query.
    QString filter() const { return operands.join(QLatin1Char(' ')); }
    //! Returns the value of --limit: rows to show, 0: all.
    qint64 limit() const;
    //! Returns the value of an option whose value is a duration.
    std::optional<Milliseconds> duration(const QString &option) const;
};

//! Parses \a arguments, without the name of the program. Fails with Invalid and a text that names what was found and
//! what is allowed.
Result<CtlLine> parseCtlLine(const QStringList &arguments);

} // namespace signalbox
