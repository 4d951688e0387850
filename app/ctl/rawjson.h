#pragma once

#include <QByteArrayView>

#include <vector>

namespace signalbox {

// Parts of a JSON text as they are written there: QJsonDocument sorts keys and rounds numbers. The text must be valid.

//! Returns the elements of \a array. Views of it.
std::vector<QByteArrayView> jsonElements(QByteArrayView array);
//! Returns the value of the member \a name, which is written without escapes; empty: there is none. A view of \a object.
QByteArrayView jsonMember(QByteArrayView object, QByteArrayView name);

} // namespace signalbox
