#pragma once

#include "core/base/result.h"
#include "core/model/ban.h"
#include "ui/dialogs/fact.h"

#include <QCoreApplication>

#include <optional>
#include <vector>

namespace signalbox {

//! Bans in the words of the window. Texts of peers are made visible.
class BanText
{
    Q_DECLARE_TR_FUNCTIONS(signalbox::BanText)

public:
    //! `User`, `Address`, `Network`, `Origin`
    static QString kind(const Ban &ban);
    //! `user alice`, `network 10.0.0.0/8`
    static QString inSentence(const Ban &ban);
    //! The first of \a bans, and how many more there are.
    static QString inSentence(const std::vector<Ban> &bans);
    //! When it ends: `in 3 h 20 min`, `never`, `has ended`.
    static QString end(const Ban &ban, WallTime now);
    static Facts facts(const Ban &ban, WallTime now);
    //! banValue(), with an error in the language of the window.
    static Result<QString> checkedValue(BanKind kind, const QString &text);
    //! What is wrong with \a reason; nothing: it can be one.
    static std::optional<QString> faultOfReason(const QString &reason);
};

} // namespace signalbox
