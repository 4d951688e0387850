#pragma once

// The floors of the house: a file includes only from its own room or from rooms below it, core knows no
// window, and ui knows core by its console and a few values.

#include <QString>
#include <QStringList>

//! Longer files have to be split.
inline constexpr int MaxLines = 500;

//! Modules of Qt that core must not touch, by their headers: `QtWidgets` -> QWidget, qwidget.h ...
//! Qt6::Core's include path would let them compile.
QStringList forbiddenQtHeaders(const QString &qtHeadersFolder);

//! What \a content breaks, standing at \a path (`core/hub/room.h`); a sentence each, with the line.
QStringList violations(const QString &path, const QString &content, const QStringList &forbiddenQtHeaders);
