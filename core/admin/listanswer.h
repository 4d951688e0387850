#pragma once

#include "core/http/apiresponder.h"
#include "core/http/jsonwriter.h"
#include "core/model/listpage.h"

namespace signalbox {

//! Answers with `{NAME: [rows], matched, next?}`. \a write(json, row) writes one row.
template <typename Row, typename Write>
void answerWithPage(const ApiResponder &responder, const char *name, const ListPage<Row> &page, Write write)
{
    JsonWriter json;
    json.beginObject().key(name).beginArray();
    for (const Row &row : page.rows)
        write(json, row);
    json.endArray().member("matched", page.matched);
    if (!page.next.isEmpty())
        json.member("next", page.next);
    responder.json(json.endObject());
}

} // namespace signalbox
