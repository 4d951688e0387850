#pragma once

// The rules for includes and file length (DESIGN, "Layers and modules"): a file includes only from its own
// module and from modules before it, core uses neither Qt Gui nor Qt Widgets, ui includes of core only
// base, model and console, and app/ctl only base and model. And the rule for hashes: names are never hashed with a fixed seed.

#include <QString>
#include <QStringList>

//! Lines a file may have; a longer one has to be split.
inline constexpr int MaxLines = 500;

//! The headers of Qt Gui and Qt Widgets (QWidget, qwidget.h, ...), found below \a qtHeadersFolder. The include
//! path of Qt6::Core would let core compile with them.
QStringList forbiddenQtHeaders(const QString &qtHeadersFolder);

//! The rules that \a content, the text of the file \a path (`core/hub/room.h`), violates: a sentence each,
//! with the line.
QStringList violations(const QString &path, const QString &content, const QStringList &forbiddenQtHeaders);
