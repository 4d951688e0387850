#pragma once

#include <QStringList>

namespace signalbox {

//! Returns the candidate that \a word is probably a misspelling of; empty when none is similar.
QString nearestWord(const QString &word, const QStringList &candidates);

} // namespace signalbox
