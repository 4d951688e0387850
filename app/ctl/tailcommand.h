#pragma once

#include "app/ctl/apiclient.h"
#include "app/ctl/commandline.h"

namespace signalbox {

//! Shows messages as they are received and sent, until the server ends the stream or the reader of stdout goes.
CtlExit tail(const ApiClient &client, const CtlLine &line);

//! Returns a line for people, of one message or count of dropped ones; \a json: one line of the stream.
QString messageLine(const QByteArray &json);

} // namespace signalbox
